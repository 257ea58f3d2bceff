"""The loop of PyTorch's examples with a real network: samples within an epoch, a test set after it."""
import torch
from truth import Truth

EPOCHS, SAMPLES, BATCH = 4, 640, 32
data, target = torch.randn(SAMPLES, 8), torch.randint(0, 3, (SAMPLES,))
model = torch.nn.Linear(8, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
truth = Truth(EPOCHS * SAMPLES)

for epoch in range(1, EPOCHS + 1):
    for start in range(0, SAMPLES, BATCH):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(data[start:start + BATCH]), target[start:start + BATCH])
        loss.backward()
        optimizer.step()
        if start // BATCH % 2 == 0:
            print(f"Train Epoch: {epoch} [{start}/{SAMPLES} ({100 * start / SAMPLES:.0f}%)]\tLoss: {loss.item():.6f}")
        truth.did(BATCH)
    print(f"\nTest set: Average loss: {loss.item():.4f}, Accuracy: 412/640 (64%)\n")
