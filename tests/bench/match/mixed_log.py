#!/usr/bin/python3
"""Prints a log such as a long training leaves behind, the same each time: mixed_log.py [MEGABYTES [PER_CENT]]

PER_CENT (5) of the lines are events: Optuna's trials, scikit-learn's fits, epochs with their losses, boosting rounds, redraws
of a bar. The others are chatter, the text that patterns must turn down: loggers, warnings, tables, paths, dates, ratios."""
import random
import sys

LINES_PER_BLOCK = 20_000

CHATTER = (
    "2026-11-23 06:{m:02d}:{s:02d},{ms:03d} INFO worker.loader: {n} samples read from /data/part-{k:05d}.parquet in {f:.2f} s",
    "2026-11-23 06:{m:02d}:{s:02d} DEBUG features: window {n} of AAPL, mean {f:.4f}, std {g:.4f}, nothing missing",
    "DEBUG:urllib3.connectionpool:https://example.org:443 \"GET /v2/candles?from={n}&to={k} HTTP/1.1\" 200 {ms}",
    "/usr/lib/python3/dist-packages/sklearn/base.py:{ms}: UserWarning: X does not have valid feature names",
    "  warnings.warn(",
    "INFO     strategy: equity {n}.{s:02d} drawdown {f:.2f}% exposure {g:.3f} open positions {s}",
    "| feature_{s:<3d} | {f:10.4f} | {g:10.4f} | {k:8d} |",
    "[{m:02d}:{s:02d}:{ms:03d}] gc: {n} objects, {f:.1f} MiB used of 64.0 MiB, 9/64 CPUs",
    "cache hit for key 7f{k:06x}a{n:05x} after {ms} ms",
    "loss components: reconstruction={f:.5f} kl={g:.5f} regularisation={f:.3e}",
    "",
    "cash: {n}.00 | position: {s} shares | price: {f:.2f} | signal: hold | reason: spread {g:.3f} above limit",
)


def event(number, rng, values):
    kind = number % 50
    trial, epoch, fold = number // 50, number // 500 % 100 + 1, number % 5 + 1
    if kind < 8:
        return ("[I 2026-11-23 06:{m:02d}:{s:02d},{ms:03d}] Trial %d finished with value: {f:.6f} and parameters: {{'C': {g:.4f}, "
                "'kernel': 'rbf'}}. Best is trial 0 with value: 0.99.\n" % (trial * 8 + kind)).format(**values)
    if kind < 18:
        return "[CV %d/5] END ..................C=%d, kernel=rbf;, score=%.3f total time=   0.%ds\n" % (fold, number % 9, rng.random(), number % 10)
    if kind < 24:
        return "Epoch %d/100 - loss: %.4f - val_loss: %.4f\n" % (epoch, rng.random(), rng.random())
    if kind < 34:
        return "[%d]\ttrain-rmse:%.5f\teval-rmse:%.5f\n" % (number % 500, rng.random(), rng.random())
    done = number % 1000 + 1
    tenths = done // 100
    return "\rtraining: %3d%%|%s| %d/1000 [00:%02d<00:%02d, 32.%02dit/s, loss=%.3f]" % (
        done // 10, "\u2588" * tenths + " " * (10 - tenths), done, done % 60, 59 - done % 60, done % 100, rng.random())


def block(rng, first, per_cent):
    lines = []
    redraws = False
    for i in range(LINES_PER_BLOCK):
        values = dict(m=rng.randrange(60), s=rng.randrange(60), ms=rng.randrange(1000), n=rng.randrange(100_000),
                      k=rng.randrange(100_000), f=rng.random() * 10, g=rng.random())
        if (i + 1) * per_cent // 100 > i * per_cent // 100:
            line = event((first + i) * per_cent // 100, rng, values)
        else:
            line = rng.choice(CHATTER).format(**values) + "\n"
        if redraws and not line.startswith("\r"):
            line = "\n" + line
        redraws = line.startswith("\r")
        lines.append(line)
    return "".join(lines).encode()


def main():
    left = int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else 16_000_000
    per_cent = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    rng = random.Random(42)
    first = 0
    while left > 0:
        piece = block(rng, first, per_cent)[:left]
        sys.stdout.buffer.write(piece)
        left -= len(piece)
        first += LINES_PER_BLOCK


main()
