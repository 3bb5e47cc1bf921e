"""The inner loops of detection in C, for machines that have a C compiler; others take the NumPy path.

Both paths give the same result, bit for bit: ``tests/unit/detection/kernels`` compares them.
``python -m detection.kernels.build`` compiles them; :mod:`detection.kernels.library` calls them.
"""
