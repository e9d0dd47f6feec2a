"""What keeps the house in order: goldens, the quality gate, generated documentation, benchmarks. Run by scripts/."""
