"""From the virtual skin's state to what instruments, biopsies and eyes would yield."""
