"""A seasonal forecaster: data door, network, baselines and their honest comparison."""

from lstm.forecast.forecaster import SeasonalForecaster

__all__ = ["SeasonalForecaster"]
