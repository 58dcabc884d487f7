"""What a workstation or server has, against the site's minimum."""
