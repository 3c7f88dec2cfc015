package demo

func honda() brand {
	return brand{"Honda", 930, "Crystal Black Pearl, Platinum White Pearl, Lunar Silver Metallic, Modern Steel Metallic, Aegean Blue Metallic, Radiant Red Metallic, Sonic Gray Pearl, Meteorite Gray Metallic", []line{
		{"Civic", sedan, "2HG", 2001, 2011, 20500, 26000, 28, "DX, LX, EX, Si 2007- [gas manual]", "gas FWD, gas manual FWD, hybrid cvt FWD 2003-"},
		{"Civic", sedan, "19X", 2012, 2021, 22000, 29000, 55, "LX, Sport 2019-, EX, EX-L -2015, EX-T 2016-2018 [cvt], Touring 2016- [cvt]", "gas cvt FWD 2014-, gas FWD -2013, gas manual FWD -2020"},
		{"Civic", sedan, "2HG", 2022, 0, 25000, 33000, 40, "LX [gas], Sport [gas] 2022-2024, Sport 2025-, EX -2024 [gas], Sport Touring 2025- [hybrid], Touring -2024 [gas]", "gas cvt FWD, hybrid cvt FWD 2025-"},
		{"Civic", hatchback, "SHH", 2017, 2021, 23000, 40000, 18, "LX, Sport, EX, Sport Touring, Type R [manual]", "gas cvt FWD, gas manual FWD"},
		{"Civic", hatchback, "19X", 2022, 0, 26000, 34000, 14, "LX -2024 [cvt gas], Sport, EX-L -2024 [cvt gas], Sport Touring", "gas cvt FWD, gas manual FWD -2024, hybrid cvt FWD 2025-"},
		{"Civic", coupe, "2HG", 2001, 2020, 21000, 27000, 12, "LX, EX, Si 2006- [manual]", "gas FWD -2013, gas cvt FWD 2014-, gas manual FWD"},
		{"Accord", sedan, "1HG", 2003, 2012, 26000, 34000, 35, "LX, SE, EX, EX-L", "gas FWD, gas manual FWD"},
		{"Accord", sedan, "1HG", 2013, 2022, 27000, 38000, 60, "LX, Sport, EX -2020, EX-L, Touring", "gas cvt FWD, gas FWD -2017, hybrid cvt FWD 2014-"},
		{"Accord", sedan, "1HG", 2023, 0, 28500, 39500, 35, "LX [gas], EX -2024 [gas], SE 2025- [gas], Sport [hybrid], EX-L [hybrid], Touring [hybrid]", "gas cvt FWD, hybrid cvt FWD"},
		{"Fit", hatchback, "JHM", 2007, 2014, 18000, 21500, 9, "Base, Sport", "gas FWD, gas manual FWD"},
		{"Fit", hatchback, "3HG", 2015, 2020, 18500, 23000, 9, "LX, Sport 2018-, EX, EX-L [cvt]", "gas cvt FWD, gas manual FWD"},
		{"Insight", sedan, "19X", 2019, 2022, 25500, 30500, 6, "LX -2020, EX, Touring", "hybrid cvt FWD"},
		{"HR-V", suv, "3CZ", 2016, 2022, 23500, 30000, 28, "LX, Sport 2019-, EX, EX-L", "gas cvt FWD, gas cvt AWD"},
		{"HR-V", suv, "3CZ", 2023, 0, 26000, 32000, 24, "LX, Sport, EX-L", "gas cvt FWD, gas cvt AWD"},
		{"CR-V", suv, "5J6", 2007, 2016, 27000, 35500, 50, "LX, SE, EX, EX-L, Touring 2015-", "gas FWD -2014, gas AWD -2014, gas cvt AWD 2015-, gas cvt FWD 2015-"},
		{"CR-V", suv, "2HK", 2017, 2022, 28500, 38000, 55, "LX -2021, EX, EX-L, Touring", "gas cvt AWD, gas cvt FWD, hybrid cvt AWD 2020-"},
		{"CR-V", suv, "7FA", 2023, 0, 31000, 42000, 45, "LX 2024- [gas], EX [gas], EX-L [gas], Sport [hybrid], Sport-L 2024- [hybrid], Sport Touring [hybrid AWD]", "gas cvt AWD, gas cvt FWD, hybrid cvt AWD, hybrid cvt FWD"},
		{"Passport", suv, "5FN", 2019, 2025, 37000, 49000, 12, "Sport -2021, EX-L, Touring -2021, TrailSport 2022- [AWD], Elite -2023, Black Edition 2024-", "gas AWD, gas FWD -2021"},
		{"Pilot", suv, "5FN", 2006, 0, 39000, 54000, 40, "LX, EX -2022, Sport 2023-, EX-L, Touring 2009-, Elite 2016- [AWD]", "gas AWD/FWD"},
		{"Odyssey", minivan, "5FN", 2002, 0, 37000, 51000, 30, "LX -2020, EX, EX-L, Touring 2005-, Elite 2018-", "gas FWD"},
		{"Ridgeline", pickup, "5FP", 2009, 0, 38000, 48000, 16, "RT -2019, Sport 2017-, RTS -2014, RTL, Black Edition 2017-", "gas AWD"},
		{"Prologue", suv, "3GP", 2024, 0, 48000, 59000, 8, "EX, Touring, Elite [AWD]", "electric FWD/AWD"},
	}}
}

func acura() brand {
	return brand{"Acura", 910, "Platinum White Pearl, Majestic Black Pearl, Lunar Silver Metallic, Modern Steel Metallic, Performance Red Pearl, Apex Blue Pearl", []line{
		{"TL", sedan, "19U", 2004, 2014, 36000, 43000, 9, "Base, Technology 2009-, SH-AWD 2009- [AWD]", "gas FWD, gas AWD 2009-"},
		{"TSX", sedan, "JH4", 2004, 2014, 31000, 36000, 8, "Base, Technology 2009- [auto]", "gas FWD, gas manual FWD"},
		{"ILX", sedan, "19U", 2016, 2022, 28500, 34500, 8, "Base, Premium, Technology, A-Spec 2018-", "gas dct FWD"},
		{"TLX", sedan, "19U", 2015, 2025, 39000, 50000, 16, "Base -2023, Technology, A-Spec 2018-, Advance -2023", "gas FWD, gas AWD"},
		{"Integra", hatchback, "19U", 2023, 0, 33000, 41000, 10, "Base -2025 [cvt], A-Spec [cvt], A-Spec Technology", "gas cvt FWD, gas manual FWD"},
		{"RDX", suv, "5J8", 2007, 0, 42000, 53000, 24, "Base, Technology, A-Spec 2019-, Advance 2016-", "gas AWD, gas FWD 2010-2022"},
		{"MDX", suv, "2HN", 2003, 2013, 45000, 56000, 12, "Base, Technology 2007-, Advance 2010-", "gas AWD"},
		{"MDX", suv, "5J8", 2017, 0, 50000, 66000, 26, "Base, Technology, A-Spec 2019- [AWD], Advance [AWD]", "gas AWD, gas FWD -2025"},
	}}
}
