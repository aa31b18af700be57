"""The tissue model's equations handed to other solvers: what the benchmark measures the engine beside."""
