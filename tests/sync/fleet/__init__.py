"""Many laptops and a server in one process: network, clock, disk and crash are simulated, and a seed plays them again.

``python -m tests.sync.fleet --seeds 1000`` plays; ``--seed 17 --trace`` plays one again and tells every step. Real are both
programs: ``Store`` on encrypted files with ``Engine``, and the server's application on its database.
"""
