package service

// BuildingForTest is building.
var BuildingForTest = building
