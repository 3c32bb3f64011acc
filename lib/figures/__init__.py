"""Pictures: one file a figure, from frozen values to a Plotly figure with its words for those who cannot see it and its table."""
