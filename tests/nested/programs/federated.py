"""Federated learning: rounds around clients around epochs."""
from truth import Truth

ROUNDS, CLIENTS, EPOCHS = 3, 4, 2
truth = Truth(ROUNDS * CLIENTS * EPOCHS)

for round_ in range(1, ROUNDS + 1):
    print(f"Round {round_}/{ROUNDS}")
    for client in range(1, CLIENTS + 1):
        print(f"  Client {client}/{CLIENTS}")
        for epoch in range(1, EPOCHS + 1):
            truth.did()
            print(f"    Epoch {epoch}/{EPOCHS}, loss: 0.5")
