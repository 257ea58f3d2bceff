#!/usr/bin/python3
"""A home-made trading trainer: episodes over candles, one line every 50 candles, as in "Episode 10/20 · Candle 7,300/10,000".

Nothing in here knows of progwrap: progwrap --job trader -- python3 candles.py
"""
import argparse
import math
import time


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--episodes", type=int, default=5)
    parser.add_argument("--candles", type=int, default=2000)
    parser.add_argument("--every", type=int, default=50, help="candles between two lines")
    parser.add_argument("--pause", type=float, default=0.01, help="seconds of work between two lines")
    parser.add_argument("--crash-at", type=int, metavar="EPISODE", help="raise half-way through this episode")
    return parser.parse_args()


def price(candle):
    return 100 + 10 * math.sin(candle / 97) + 3 * math.sin(candle / 11)


def main():
    arguments = parse_arguments()
    for episode in range(1, arguments.episodes + 1):
        reward = 0.0
        for candle in range(1, arguments.candles + 1):
            reward += (price(candle) - price(candle - 1)) * math.sin(episode * candle)
            if episode == arguments.crash_at and candle == arguments.candles // 2:
                raise RuntimeError("the exchange returned no candles")
            if candle % arguments.every == 0 or candle == arguments.candles:
                time.sleep(arguments.pause)
                print(f"Episode {episode}/{arguments.episodes} · Candle {candle:,}/{arguments.candles:,}", flush=True)
        print(f"Episode {episode} reward {reward:.2f}", flush=True)


if __name__ == "__main__":
    main()
