"""What a panel asks before it recommends: other sets for the money, and another hub beside."""
