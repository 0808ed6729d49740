"""Whole networks as recipes: published configurations as Keras structures, and one trainer for them."""
