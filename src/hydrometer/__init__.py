"""Hydrometer finds, explains and answers distillation attacks on language models."""

__version__ = "0.1.0"
