"""The quantiles that a forecast consists of."""

#: Their levels, in order.
QUANTILES = (0.025, 0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.95, 0.975)
#: The place of the median among them.
MIDDLE = len(QUANTILES) // 2
