package demo

func audi() brand {
	return brand{"Audi", 875, "Ibis White, Brilliant Black, Mythos Black Metallic, Glacier White Metallic, Florett Silver Metallic, Daytona Gray Pearl, Navarra Blue Metallic, Tango Red Metallic", []line{
		{"A3", sedan, "WAU", 2015, 0, 36000, 43000, 10, "Premium, Premium Plus, Prestige", "gas dct FWD -2022, gas dct AWD"},
		{"A4", sedan, "WAU", 2005, 2025, 42000, 52000, 24, "Premium 2009-, Premium Plus 2009-, Prestige 2009-, 2.0T -2008, 3.2 2006-2008", "gas dct AWD 2017-, gas AWD -2016, gas cvt FWD -2016, gas manual AWD -2018"},
		{"A5", coupe, "WAU", 2008, 2024, 46000, 56000, 7, "Premium 2010-, Premium Plus 2010-, Prestige 2010-, 3.2 -2009", "gas dct AWD 2018-, gas AWD -2017, gas manual AWD -2018"},
		{"A6", sedan, "WAU", 2009, 2025, 57000, 70000, 10, "Premium, Premium Plus, Prestige", "gas AWD -2018, gas dct AWD 2019-"},
		{"Q3", suv, "WA1", 2015, 2025, 38000, 44000, 14, "Premium, Premium Plus, Prestige -2018", "gas AWD, gas FWD -2018"},
		{"Q5", suv, "WA1", 2009, 2025, 46000, 60000, 32, "Premium 2010-, Premium Plus, Prestige 2010-", "gas AWD -2017, gas dct AWD 2018-, plugin dct AWD 2020-2024"},
		{"Q7", suv, "WA1", 2007, 0, 60000, 78000, 14, "Premium, Premium Plus, Prestige", "gas AWD, diesel AWD 2009-2015"},
		{"Q8", suv, "WA1", 2019, 0, 74000, 90000, 6, "Premium, Premium Plus, Prestige", "gas AWD"},
		{"e-tron", suv, "WA1", 2019, 2023, 68000, 84000, 4, "Premium 2020-, Premium Plus, Prestige", "electric AWD"},
		{"Q4 e-tron", suv, "WA1", 2022, 0, 50000, 60000, 6, "Premium, Premium Plus, Prestige", "electric AWD, electric RWD 2023-"},
	}}
}

func volkswagen() brand {
	return brand{"Volkswagen", 895, "Pure White, Deep Black Pearl, Platinum Gray Metallic, Pyrite Silver Metallic, Reflex Silver Metallic, Tornado Red, Silk Blue Metallic, Aurora Red Metallic", []line{
		{"Jetta", sedan, "3VW", 2005, 2018, 21000, 30000, 28, "S 2009-, SE 2009-, Value Edition -2008, SEL 2010-, TDI 2009-2014 [diesel], GLI 2012- [gas]", "gas FWD, gas manual FWD, diesel dct FWD 2009-2014"},
		{"Jetta", sedan, "3VW", 2019, 0, 22500, 30500, 28, "S, Sport 2022-, SE, SEL [auto]", "gas FWD, gas manual FWD"},
		{"Passat", sedan, "1VW", 2012, 2022, 25500, 34000, 18, "S -2020, SE, R-Line 2016-, SEL", "gas FWD, diesel dct FWD 2012-2015"},
		{"Golf", hatchback, "3VW", 2015, 2021, 22000, 29000, 10, "S -2018, TSI 2020-, SE -2019, SEL -2016", "gas FWD, gas manual FWD"},
		{"Golf GTI", hatchback, "WVW", 2010, 2014, 30000, 35000, 5, "Base -2013, Wolfsburg Edition 2014-, Autobahn 2012-2013", "gas dct FWD, gas manual FWD"},
		{"Golf GTI", hatchback, "3VW", 2015, 2021, 29000, 37500, 9, "S, SE, Autobahn", "gas dct FWD, gas manual FWD"},
		{"Golf GTI", hatchback, "WVW", 2022, 0, 32000, 41000, 8, "S -2024, SE, Autobahn", "gas dct FWD, gas manual FWD -2024"},
		{"Beetle", hatchback, "3VW", 2012, 2019, 21500, 30000, 7, "1.8T 2014-2016, 2.5L -2014, S 2017-, SE 2017-, Turbo -2013", "gas FWD, gas manual FWD -2016"},
		{"Tiguan", suv, "WVG", 2009, 2017, 27000, 38000, 14, "S, SE, SEL 2010-, R-Line 2014-2016", "gas FWD/AWD"},
		{"Tiguan", suv, "3VV", 2018, 0, 29000, 40500, 34, "S -2024, SE, SEL -2021, SE R-Line Black 2022-, SEL R-Line 2022- [AWD]", "gas FWD/AWD"},
		{"Taos", suv, "3VV", 2022, 0, 25500, 35500, 18, "S, SE, SEL", "gas FWD, gas dct AWD -2024, gas AWD 2025-"},
		{"Atlas", suv, "1V2", 2018, 0, 37500, 53000, 26, "S -2020, SE, SE with Technology, SEL, SEL Premium [AWD] -2023, SEL Premium R-Line 2021- [AWD]", "gas AWD/FWD"},
		{"Atlas Cross Sport", suv, "1V2", 2020, 0, 37000, 51000, 12, "SE, SE with Technology, SEL, SEL Premium R-Line [AWD]", "gas AWD/FWD"},
		{"ID.4", suv, "WVG", 2021, 2022, 41000, 50000, 5, "Pro, Pro S, 1st Edition 2021-2021 [RWD]", "electric RWD/AWD"},
		{"ID.4", suv, "1V2", 2023, 2025, 40000, 55000, 8, "Standard -2023 [RWD], S -2023 [RWD], Pro, Pro S", "electric RWD/AWD"},
	}}
}

func porsche() brand {
	return brand{"Porsche", 920, "Carrara White Metallic, Jet Black Metallic, Agate Grey Metallic, GT Silver Metallic, Guards Red, Gentian Blue Metallic, Chalk", []line{
		{"911", coupe, "WP0", 2005, 2011, 92000, 130000, 3, "Carrera [RWD], Carrera S [RWD], Carrera 4S 2006- [AWD], Turbo 2007- [AWD]", "gas manual RWD, gas RWD, gas manual AWD 2006-, gas AWD 2006-"},
		{"911", coupe, "WP0", 2012, 0, 115000, 205000, 6, "Carrera [RWD], Carrera S [RWD], Carrera 4S 2013-2024 [AWD], Turbo S 2014-2025 [dct AWD]", "gas dct RWD, gas dct AWD, gas manual RWD -2024, gas manual AWD -2024"},
		{"718 Boxster", convertible, "WP0", 2017, 2025, 70000, 84000, 3, "Base, S", "gas dct RWD, gas manual RWD"},
		{"718 Cayman", coupe, "WP0", 2017, 2025, 68000, 82000, 3, "Base, S", "gas dct RWD, gas manual RWD"},
		{"Panamera", sedan, "WP0", 2010, 2023, 95000, 120000, 4, "Base [gas RWD], 4 2011- [gas AWD], S -2016 [gas RWD], 4S [gas AWD], 4 E-Hybrid 2018- [plugin]", "gas dct AWD, gas dct RWD, plugin dct AWD 2018-"},
		{"Macan", suv, "WP1", 2015, 2025, 60000, 82000, 12, "Base 2017-, S, Turbo 2015-2021, GTS 2017-", "gas dct AWD"},
		{"Cayenne", suv, "WP1", 2004, 0, 79000, 115000, 12, "Base [gas], S [gas], E-Hybrid 2019- [plugin], GTS 2008- [gas]", "gas AWD, plugin AWD 2019-"},
		{"Taycan", sedan, "WP0", 2020, 0, 100000, 150000, 4, "Base 2021- [RWD], 4S [AWD], Turbo [AWD]", "electric AWD, electric RWD 2021-"},
	}}
}
