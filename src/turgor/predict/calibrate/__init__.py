"""The virtual skin fitted to published outcomes: free parameters, drift of controls, studies."""
