"""The catalogue of metrics and the measurand: a metric id plus its conditions."""

from turgor.metrics.catalogue import all_metrics, find_metric
from turgor.metrics.definition import Condition, Metric
from turgor.metrics.measurand import Measurand, difference_reason

__all__ = ["Condition", "Measurand", "Metric", "all_metrics", "difference_reason", "find_metric"]
