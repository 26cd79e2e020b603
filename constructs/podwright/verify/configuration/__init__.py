"""What containers are told: variables, arguments and files, and the addresses that stand in them."""
