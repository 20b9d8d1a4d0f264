"""Whole courses as learning platforms export them."""
