"""Writes a caption file with the first N training pictures (in an order drawn with a fixed seed) and all val pictures of another one.
usage: python3 docs/results/adapt-data.py CAPTIONS.json[.gz] N OUT.json"""
import gzip
import json
import random
import sys

source, count, target = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with (gzip.open if source.endswith(".gz") else open)(source, "rt", encoding="utf-8") as file:
    data = json.load(file)
train = sorted((image for image in data["images"] if image["split"] == "train"), key=lambda image: image["filename"])
random.Random(1).shuffle(train)
if count > len(train):
    sys.exit(f"{source}: found {len(train)} training pictures, expected at least {count}")
kept = train[:count] + [image for image in data["images"] if image["split"] == "val"]
with open(target, "w", encoding="utf-8") as file:
    json.dump({"dataset": f"rsitmd-{count}", "images": kept}, file)
