package demo

func ram() brand {
	return brand{"Ram", 895, "Bright White Clearcoat, Diamond Black Crystal Pearlcoat, Granite Crystal Metallic, Billet Silver Metallic, Flame Red Clearcoat, Hydro Blue Pearlcoat", []line{
		{"1500", pickup, "1C6", 2012, 0, 41000, 75000, 75, "Tradesman, Express -2018, Big Horn, Laramie, Rebel 2015- [4WD], Limited 2013-", "gas 4WD/RWD, diesel 4WD 2014-2023"},
		{"2500", pickup, "3C6", 2012, 0, 48000, 84000, 26, "Tradesman, Big Horn, Laramie, Power Wagon 2014- [gas 4WD], Limited 2016- [4WD]", "diesel 4WD, gas 4WD/RWD"},
		{"ProMaster 2500", van, "3C6", 2014, 0, 43000, 48000, 8, "Low Roof, High Roof", "gas FWD"},
	}}
}

func dodge() brand {
	return brand{"Dodge", 885, "White Knuckle Clearcoat, Pitch Black Clearcoat, Granite Pearlcoat, Destroyer Gray Clearcoat, TorRed Clearcoat, Octane Red Pearlcoat, Go Mango", []line{
		{"Charger", sedan, "2B3", 2006, 2011, 29000, 42000, 8, "SE, SXT -2010, R/T", "gas RWD, gas AWD 2007-"},
		{"Charger", sedan, "2C3", 2012, 2023, 31000, 78000, 32, "SE -2016, SXT, GT 2019-, R/T 2015- [RWD], Scat Pack 2019- [RWD], SRT Hellcat 2015- [RWD]", "gas RWD/AWD"},
		{"Charger Daytona", coupe, "2C3", 2024, 0, 61000, 76000, 4, "R/T -2025, Scat Pack", "electric AWD"},
		{"Challenger", coupe, "2B3", 2008, 2011, 28000, 48000, 4, "SE 2009-, R/T 2009-, SRT8", "gas RWD, gas manual RWD 2009-"},
		{"Challenger", coupe, "2C3", 2012, 2023, 30000, 72000, 22, "SXT [auto], GT 2017- [auto], R/T [RWD], Scat Pack 2015- [RWD], SRT Hellcat 2015- [RWD]", "gas RWD, gas manual RWD, gas AWD 2017-"},
		{"Durango", suv, "1C4", 2012, 0, 40000, 76000, 30, "SXT -2023, GT 2017-, Crew -2013, Citadel -2023, R/T, SRT 2018-2024 [AWD]", "gas AWD, gas RWD -2023"},
		{"Grand Caravan", minivan, "2D4", 2008, 2011, 26000, 32000, 10, "SE, SXT -2010, Crew 2011-", "gas FWD"},
		{"Grand Caravan", minivan, "2C4", 2012, 2020, 26000, 35000, 26, "SE, SXT, Crew -2013, R/T -2016, GT 2017-2019", "gas FWD"},
		{"Journey", suv, "3C4", 2012, 2020, 24000, 34000, 18, "SE, SXT -2018, Crossroad 2014-, GT 2017-2019, R/T -2016", "gas FWD, gas AWD -2019"},
		{"Dart", sedan, "1C3", 2013, 2016, 19500, 25000, 7, "SE, SXT, Limited -2015, GT", "gas FWD, gas manual FWD"},
		{"Hornet", suv, "ZAC", 2023, 2025, 33000, 45000, 8, "GT [gas], GT Plus -2024 [gas], R/T [plugin], R/T Plus -2024 [plugin]", "gas AWD, plugin AWD"},
	}}
}

func jeep() brand {
	return brand{"Jeep", 910, "Bright White Clearcoat, Black Clearcoat, Granite Crystal Metallic, Billet Silver Metallic, Firecracker Red Clearcoat, Hydro Blue Pearlcoat, Sting-Gray, Velvet Red Pearlcoat", []line{
		{"Wrangler", suv, "1J4", 2007, 2011, 28000, 38000, 10, "Sport, Sahara, Rubicon", "gas manual 4WD, gas 4WD"},
		{"Wrangler", suv, "1C4", 2012, 0, 34000, 58000, 55, "Sport [gas], Willys 2014-, Sahara, Rubicon", "gas 4WD, gas manual 4WD, plugin 4WD 2021-2025"},
		{"Gladiator", pickup, "1C6", 2020, 0, 40000, 58000, 22, "Sport, Overland -2022, Mojave, Rubicon", "gas 4WD, gas manual 4WD -2024"},
		{"Grand Cherokee", suv, "1J4", 2001, 2011, 35000, 48000, 14, "Laredo, Limited, Overland 2002-", "gas 4WD/RWD"},
		{"Grand Cherokee", suv, "1C4", 2012, 2021, 36000, 58000, 50, "Laredo, Limited, Overland, Summit 2014-", "gas 4WD/RWD, diesel 4WD 2014-2019"},
		{"Grand Cherokee", suv, "1C4", 2022, 0, 39000, 66000, 45, "Laredo [gas], Limited [gas], Overland -2024, Summit", "gas 4WD/RWD, plugin 4WD -2025"},
		{"Cherokee", suv, "1C4", 2014, 2023, 30000, 40000, 35, "Sport -2018, Latitude -2021, Latitude Lux 2020-, Limited -2021, Trailhawk [4WD]", "gas 4WD, gas FWD -2022"},
		{"Compass", suv, "1C4", 2012, 2016, 23000, 30000, 10, "Sport, Latitude, Limited -2013, High Altitude 2014-", "gas FWD/4WD, gas cvt FWD"},
		{"Compass", suv, "3C4", 2017, 0, 27000, 37000, 32, "Sport, Latitude, Limited, Trailhawk [4WD]", "gas 4WD, gas FWD -2022"},
		{"Renegade", suv, "ZAC", 2015, 2023, 24000, 32000, 16, "Sport -2021, Latitude, Limited -2022, Trailhawk [4WD]", "gas 4WD, gas FWD -2021"},
		{"Patriot", suv, "1J4", 2007, 2011, 22000, 29000, 5, "Sport, Latitude 2010-, Limited", "gas cvt FWD, gas cvt 4WD, gas manual FWD"},
		{"Patriot", suv, "1C4", 2012, 2017, 22000, 29000, 9, "Sport, Latitude, Limited -2013, High Altitude 2014-2016", "gas FWD/4WD, gas cvt FWD"},
		{"Wagoneer", suv, "1C4", 2022, 2025, 62000, 76000, 8, "Series I -2023, Base 2024-, Series II, Series III", "gas 4WD/RWD"},
	}}
}

func chrysler() brand {
	return brand{"Chrysler", 875, "Bright White Clearcoat, Brilliant Black Crystal Pearlcoat, Granite Crystal Metallic, Billet Silver Metallic, Velvet Red Pearlcoat, Jazz Blue Pearlcoat", []line{
		{"Pacifica", minivan, "2C4", 2017, 0, 38000, 56000, 28, "Touring -2022, Select 2025-, Touring L -2024, Limited, Pinnacle 2021-", "gas FWD, plugin cvt FWD 2017-2025, gas AWD 2021-"},
		{"Voyager", minivan, "2C4", 2020, 0, 30000, 40000, 8, "L -2020, LX", "gas FWD"},
		{"Town & Country", minivan, "2A4", 2008, 2011, 32000, 42000, 6, "LX, Touring, Limited", "gas FWD"},
		{"Town & Country", minivan, "2C4", 2012, 2016, 33000, 43000, 10, "Touring, Touring-L, Limited", "gas FWD"},
		{"300", sedan, "2C3", 2005, 2023, 34000, 48000, 18, "Base -2014, Touring -2022, Limited -2020, S 2012-, C -2020 [RWD]", "gas RWD/AWD"},
		{"200", sedan, "1C3", 2011, 2017, 23000, 31000, 12, "LX, Touring -2014, Limited -2016, S", "gas FWD, gas AWD 2015-"},
	}}
}
