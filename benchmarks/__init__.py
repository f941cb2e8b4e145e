"""One script per promised figure; each prints ratios against a reference measured in the same run."""
