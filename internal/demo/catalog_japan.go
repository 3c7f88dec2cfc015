package demo

func nissan() brand {
	return brand{"Nissan", 890, "Brilliant Silver Metallic, Super Black, Gun Metallic, Pearl White TriCoat, Glacier White, Scarlet Ember Tintcoat, Deep Blue Pearl, Cayenne Red Metallic", []line{
		{"Altima", sedan, "1N4", 2002, 2018, 25000, 34000, 50, "S, SR 2009-, SV 2013-, SL", "gas cvt FWD 2007-, gas FWD -2006, gas manual FWD -2010"},
		{"Altima", sedan, "1N4", 2019, 0, 26500, 35500, 40, "S -2024, SV, SR, SL -2025", "gas cvt FWD, gas cvt AWD"},
		{"Sentra", sedan, "3N1", 2007, 2019, 19000, 24000, 35, "S, SV 2013-, SR 2010-, SL", "gas cvt FWD, gas manual FWD"},
		{"Sentra", sedan, "3N1", 2020, 0, 21500, 27500, 32, "S, SV, SR", "gas cvt FWD"},
		{"Versa", sedan, "3N1", 2007, 2025, 17000, 21500, 22, "S, SV 2012-, SL -2014, SR 2020- [cvt]", "gas cvt FWD, gas manual FWD"},
		{"Maxima", sedan, "1N4", 2004, 2023, 37000, 44500, 16, "S -2018, SV 2009-, SL, SR 2016-, Platinum 2016-", "gas cvt FWD 2007-, gas FWD -2006"},
		{"Leaf", hatchback, "1N4", 2013, 2025, 29500, 39000, 12, "S, SV, SL -2022, SV Plus 2019-", "electric FWD"},
		{"Kicks", suv, "3N1", 2018, 2024, 21500, 25500, 22, "S, SV, SR", "gas cvt FWD"},
		{"Rogue Sport", suv, "JN1", 2017, 2022, 24500, 31500, 16, "S, SV, SL", "gas cvt FWD, gas cvt AWD"},
		{"Rogue", suv, "JN8", 2008, 2013, 24500, 31000, 18, "S, SV 2011-, SL", "gas cvt FWD, gas cvt AWD"},
		{"Rogue", suv, "5N1", 2014, 0, 28500, 39500, 65, "S, SV, SL, Platinum 2021-", "gas cvt FWD, gas cvt AWD"},
		{"Murano", suv, "JN8", 2003, 2014, 32000, 42000, 12, "S, SV 2011-, SL, LE 2009-", "gas cvt FWD, gas cvt AWD"},
		{"Murano", suv, "5N1", 2015, 2024, 34000, 47000, 20, "S -2021, SV, SL, Platinum", "gas cvt FWD, gas cvt AWD"},
		{"Pathfinder", suv, "5N1", 2001, 2012, 34000, 46000, 9, "S 2005-, SE -2010, SV 2011-, LE", "gas 4WD/RWD"},
		{"Pathfinder", suv, "5N1", 2013, 2020, 33000, 46000, 20, "S, SV, SL, Platinum", "gas cvt FWD, gas cvt 4WD"},
		{"Pathfinder", suv, "5N1", 2022, 0, 37000, 52000, 20, "S, SV, SL, Platinum", "gas FWD/4WD"},
		{"Armada", suv, "JN8", 2017, 0, 52000, 72000, 9, "SV, SL, Platinum", "gas 4WD/RWD"},
		{"Frontier", pickup, "1N6", 2005, 2021, 25500, 36000, 24, "S 2012-, SE -2011, SV 2011-, PRO-4X 2009- [4WD], SL 2009-", "gas RWD/4WD, gas manual RWD -2019"},
		{"Frontier", pickup, "1N6", 2022, 0, 31500, 42000, 18, "S, SV, PRO-X [RWD], PRO-4X [4WD]", "gas 4WD/RWD"},
		{"Titan", pickup, "1N6", 2004, 2024, 41000, 62000, 10, "S 2013-, SE -2012, SV 2011-, PRO-4X 2009- [4WD], Platinum Reserve 2017-", "gas 4WD/RWD"},
		{"370Z", coupe, "JN1", 2009, 2020, 32000, 44000, 4, "Base, Sport 2014-, Touring, Nismo 2013-", "gas manual RWD, gas RWD"},
		{"Ariya", suv, "JN1", 2023, 2025, 41000, 56000, 6, "Engage, Evolve+, Empower+ -2024, Platinum+ [AWD]", "electric FWD/AWD"},
	}}
}

func infiniti() brand {
	return brand{"Infiniti", 875, "Liquid Platinum, Black Obsidian, Graphite Shadow, Pure White, Majestic White, Dynamic Sunstone Red, Iridium Blue", []line{
		{"G37", sedan, "JN1", 2009, 2013, 36000, 44000, 8, "Journey [RWD], x [AWD], Sport [RWD]", "gas RWD/AWD"},
		{"Q50", sedan, "JN1", 2014, 2024, 40000, 56000, 18, "Pure 2018-2020, Luxe 2018-, Premium -2017, Sensory 2022-, Red Sport 400 2016-", "gas RWD/AWD"},
		{"QX50", suv, "3PC", 2019, 2025, 41000, 56000, 14, "Pure -2022, Luxe, Essential -2021, Sensory, Autograph 2020-", "gas cvt AWD, gas cvt FWD -2022"},
		{"QX60", suv, "5N1", 2014, 2020, 44000, 55000, 14, "Base -2018, Pure 2019-, Luxe 2019-", "gas cvt AWD, gas cvt FWD"},
		{"QX60", suv, "5N1", 2022, 0, 50000, 66000, 12, "Pure, Luxe, Sensory, Autograph [AWD]", "gas AWD/FWD"},
		{"QX80", suv, "JN8", 2014, 2024, 68000, 88000, 10, "Base -2018, Luxe 2019-, Limited 2016-2019, Premium Select 2021-, Sensory 2021- [4WD]", "gas 4WD/RWD"},
	}}
}

func mazda() brand {
	return brand{"Mazda", 910, "Soul Red Crystal Metallic, Machine Gray Metallic, Snowflake White Pearl Mica, Jet Black Mica, Deep Crystal Blue Mica, Polymetal Gray Metallic, Sonic Silver Metallic", []line{
		{"Mazda3", sedan, "JM1", 2004, 2013, 21000, 27000, 14, "i Sport, i Touring 2006-, s Touring, s Grand Touring 2006-", "gas FWD, gas manual FWD"},
		{"Mazda3", sedan, "3MZ", 2014, 0, 23500, 33000, 22, "Sport -2018, Touring -2018, 2.5 S 2021-, Select 2019-2023, Preferred 2019-, Carbon Edition 2022-", "gas FWD, gas AWD 2019-, gas manual FWD -2018"},
		{"Mazda3", hatchback, "3MZ", 2014, 2018, 22500, 28000, 9, "Sport, Touring, Grand Touring", "gas FWD, gas manual FWD"},
		{"Mazda3", hatchback, "JM1", 2019, 0, 25000, 36000, 10, "2.5 S 2021-, Select -2023, Preferred [auto], Premium", "gas FWD/AWD, gas manual FWD"},
		{"Mazda6", sedan, "JM1", 2014, 2021, 25500, 36000, 14, "Sport, Touring, Grand Touring, Signature 2018- [auto]", "gas FWD, gas manual FWD -2018"},
		{"CX-3", suv, "JM1", 2016, 2021, 21500, 27000, 10, "Sport, Touring -2020, Grand Touring -2020", "gas FWD/AWD"},
		{"CX-30", suv, "3MV", 2020, 0, 25500, 37000, 24, "2.5 S 2021-, Select -2023, Preferred, Premium, Turbo Premium 2021-", "gas AWD, gas FWD -2021"},
		{"CX-5", suv, "JM3", 2013, 2025, 28500, 40000, 50, "Sport -2021, Touring -2021, Select 2022-, Preferred 2022-, Grand Touring -2021, Premium 2022-, Signature 2019-", "gas AWD, gas FWD -2021"},
		{"CX-50", suv, "7MM", 2023, 0, 30500, 43000, 22, "Select [gas], Preferred, Premium, Turbo Premium [gas]", "gas AWD, hybrid cvt AWD 2025-"},
		{"CX-7", suv, "JM3", 2007, 2012, 25000, 33000, 4, "Sport, Touring, Grand Touring", "gas FWD/AWD"},
		{"CX-9", suv, "JM3", 2007, 2023, 36000, 48000, 18, "Sport -2021, Touring, Grand Touring, Signature 2016- [AWD]", "gas AWD, gas FWD -2020"},
		{"CX-90", suv, "JM3", 2024, 0, 39500, 58000, 14, "Select [gas], Preferred, Premium, Turbo S Premium Plus [gas]", "gas AWD, plugin AWD"},
		{"MX-5 Miata", convertible, "JM1", 2006, 0, 29000, 36500, 7, "Sport, Touring -2015, Club 2013-, Grand Touring", "gas manual RWD, gas RWD"},
	}}
}

func subaru() brand {
	return brand{"Subaru", 925, "Crystal White Pearl, Crystal Black Silica, Ice Silver Metallic, Magnetite Gray Metallic, Autumn Green Metallic, Sapphire Blue Pearl, Crimson Red Pearl, Cool Gray Khaki", []line{
		{"Outback", suv, "4S4", 2010, 2019, 28500, 39000, 40, "2.5i, 2.5i Premium, 2.5i Limited, 3.6R Limited", "gas cvt AWD"},
		{"Outback", suv, "4S4", 2020, 2025, 29500, 43000, 42, "Base, Premium, Limited, Onyx Edition XT, Touring XT", "gas cvt AWD"},
		{"Outback", wagon, "4S4", 2005, 2009, 27000, 36000, 8, "2.5i, 2.5i Limited, 3.0R", "gas AWD, gas manual AWD"},
		{"Forester", suv, "JF2", 2009, 2018, 25500, 36000, 34, "2.5X -2013, 2.5i 2014-, 2.5i Premium 2014-, 2.5i Limited 2014-, 2.0XT Touring 2014-", "gas cvt AWD 2014-, gas AWD -2013, gas manual AWD -2013"},
		{"Forester", suv, "JF2", 2019, 0, 28500, 39500, 44, "Base, Premium, Sport, Limited, Touring", "gas cvt AWD, hybrid cvt AWD 2025-"},
		{"Crosstrek", suv, "JF2", 2016, 2023, 24500, 33000, 32, "Base [gas], Premium [gas], Sport 2021- [gas cvt], Limited [gas cvt], Hybrid 2019- [plugin]", "gas cvt AWD, gas manual AWD, plugin cvt AWD 2019-"},
		{"Crosstrek", suv, "4S4", 2024, 0, 26500, 34000, 28, "Base, Premium, Sport, Limited, Wilderness", "gas cvt AWD"},
		{"XV Crosstrek", suv, "JF2", 2013, 2015, 23500, 28500, 6, "Premium, Limited [cvt]", "gas cvt AWD, gas manual AWD"},
		{"Ascent", suv, "4S4", 2019, 0, 37000, 51000, 18, "Base -2024, Premium, Limited, Touring", "gas cvt AWD"},
		{"Impreza", sedan, "4S3", 2017, 2023, 20500, 26500, 10, "2.0i, Premium, Sport, Limited [cvt] -2021", "gas cvt AWD, gas manual AWD"},
		{"Impreza", hatchback, "JF1", 2008, 2016, 21000, 27000, 8, "2.0i 2012-, 2.5i -2011, Premium 2009-, Limited 2012- [cvt]", "gas cvt AWD 2012-, gas AWD -2011, gas manual AWD"},
		{"Legacy", sedan, "4S3", 2010, 2025, 25000, 37500, 16, "2.5i -2019, Base 2020-, Premium, Sport 2017-, Limited, Touring XT 2020-", "gas cvt AWD"},
		{"WRX", sedan, "JF1", 2015, 0, 32000, 44000, 10, "Base -2025, Premium, Limited", "gas manual AWD, gas cvt AWD"},
		{"BRZ", coupe, "JF1", 2013, 0, 30500, 35500, 5, "Premium, Limited, tS 2024- [manual]", "gas manual RWD, gas RWD"},
		{"Solterra", suv, "JTM", 2023, 0, 41000, 52000, 6, "Premium, Limited, Touring -2025", "electric AWD"},
	}}
}

func mitsubishi() brand {
	return brand{"Mitsubishi", 875, "Labrador Black Pearl, Alloy Silver Metallic, White Diamond, Mercury Gray Metallic, Red Diamond, Octane Blue Metallic", []line{
		{"Outlander", suv, "JA4", 2014, 2020, 26000, 36000, 12, "ES, SE, SEL 2016-, GT", "gas cvt FWD, gas cvt AWD"},
		{"Outlander", suv, "JA4", 2022, 0, 29500, 40000, 16, "ES, SE, SEL", "gas cvt AWD, gas cvt FWD"},
		{"Outlander PHEV", suv, "JA4", 2018, 0, 39000, 50000, 4, "SEL, GT -2022, SE 2023-", "plugin AWD"},
		{"Outlander Sport", suv, "JA4", 2016, 2024, 23000, 29000, 14, "ES, SE, SEL -2020, GT -2021", "gas cvt FWD, gas cvt AWD"},
		{"Eclipse Cross", suv, "JA4", 2018, 0, 26000, 32500, 10, "ES, LE, SE, SEL", "gas cvt AWD, gas cvt FWD -2020"},
		{"Mirage", hatchback, "ML3", 2014, 2024, 16500, 19500, 12, "DE 2014-2015, ES, LE 2019-, SE -2022", "gas cvt FWD, gas manual FWD -2020"},
		{"Lancer", sedan, "JA3", 2008, 2017, 19000, 26000, 7, "DE -2013, ES, SE 2012-, GTS -2011, GT 2012-2015", "gas cvt FWD, gas manual FWD"},
	}}
}
