"""How a study is conducted: randomisation, consent, queries, blinded rating."""
