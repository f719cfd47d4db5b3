"""How builds grow: sizes, builds again, peers, engines, a hundred million turns."""
