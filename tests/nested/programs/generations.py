"""Generations around individuals."""
from truth import Truth

GENERATIONS, INDIVIDUALS = 6, 10
truth = Truth(GENERATIONS * INDIVIDUALS)

for generation in range(1, GENERATIONS + 1):
    print(f"Generation {generation}/{GENERATIONS}")
    for individual in range(1, INDIVIDUALS + 1):
        truth.did()
        print(f"  Individual {individual}/{INDIVIDUALS}: fitness {individual / 10:.3f}")
