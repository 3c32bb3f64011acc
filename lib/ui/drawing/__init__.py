"""Streamlit pieces that draw what the service returned. They decide nothing and compute nothing."""
