"""Real processes, real sockets, real SIGKILL: laptops by command and a server, with a line between them that breaks."""
