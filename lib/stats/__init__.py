"""The statistics: pure, float64, frames and arrays in, frames, arrays and frozen records out. Nothing here reads or writes."""
