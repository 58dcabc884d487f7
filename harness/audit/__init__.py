"""Where the systems of a site could be attacked: asked politely, with the site's consent, each finding with its law."""
