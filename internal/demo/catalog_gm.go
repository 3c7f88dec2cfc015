package demo

func chevrolet() brand {
	return brand{"Chevrolet", 900, "Summit White, Mosaic Black Metallic, Silver Ice Metallic, Sterling Gray Metallic, Red Hot, Radiant Red Tintcoat, Northsky Blue Metallic", []line{
		{"Silverado 1500", pickup, "1GC", 2001, 0, 38000, 68000, 90, "WT, LS -2013, LT, RST 2019-, LTZ, High Country 2014- [4WD]", "gas 4WD/RWD, diesel 4WD 2020-"},
		{"Silverado 2500HD", pickup, "1GC", 2001, 0, 47000, 80000, 28, "WT, LT, LTZ 2007-, High Country 2015- [4WD]", "diesel 4WD, gas 4WD/RWD"},
		{"Colorado", pickup, "1GC", 2004, 2012, 24000, 33000, 8, "WT 2009-, LS -2008, LT", "gas RWD/4WD, gas manual RWD"},
		{"Colorado", pickup, "1GC", 2015, 0, 31000, 50000, 22, "WT, LT, Z71, ZR2 2017- [4WD]", "gas 4WD/RWD, diesel 4WD 2016-2022"},
		{"Tahoe", suv, "1GN", 2001, 0, 58000, 82000, 40, "LS, LT, RST 2021-, LTZ 2007-2014, Premier 2015-, High Country 2021-", "gas 4WD/RWD, diesel 4WD 2021-"},
		{"Suburban", suv, "1GN", 2001, 0, 61000, 85000, 24, "LS, LT, RST 2021-, LTZ 2007-2014, Premier 2015-, High Country 2021-", "gas 4WD/RWD, diesel 4WD 2021-"},
		{"Equinox", suv, "2CN", 2005, 2011, 27000, 34000, 12, "LS, LT, LTZ 2008-", "gas FWD/AWD"},
		{"Equinox", suv, "2GN", 2012, 2017, 27500, 35000, 28, "LS, LT, LTZ -2016, Premier 2017-", "gas FWD/AWD"},
		{"Equinox", suv, "3GN", 2018, 0, 28000, 36000, 50, "LS -2024, LT, RS 2022-, ACTIV 2025-, Premier -2023", "gas FWD/AWD, diesel FWD 2018-2019"},
		{"Equinox EV", suv, "3GN", 2024, 0, 35000, 46000, 14, "LT, RS", "electric FWD/AWD"},
		{"Blazer", suv, "3GN", 2019, 2025, 36000, 46000, 18, "2LT 2020-, 3LT 2020-, RS, Premier", "gas FWD/AWD"},
		{"Traverse", suv, "1GN", 2009, 0, 37000, 54000, 38, "LS, LT, RS 2018-, LTZ -2017, High Country 2018-", "gas FWD/AWD"},
		{"Trax", suv, "KL7", 2015, 2022, 22000, 28000, 20, "LS, LT, LTZ -2016, Premier 2017-2020", "gas FWD/AWD"},
		{"Trax", suv, "KL7", 2024, 0, 21500, 25500, 26, "LS, 1RS, LT, 2RS, ACTIV", "gas FWD"},
		{"Trailblazer", suv, "KL7", 2021, 0, 24000, 31000, 24, "LS, LT, ACTIV, RS", "gas cvt FWD, gas AWD"},
		{"Malibu", sedan, "1G1", 2004, 2025, 25500, 36000, 35, "LS, LT, RS 2019-, LTZ 2008-2015, Premier 2016-2022", "gas FWD"},
		{"Impala", sedan, "2G1", 2001, 2020, 29000, 38000, 18, "LS, LT 2006-, LTZ 2006-2016, Premier 2017-", "gas FWD"},
		{"Cruze", sedan, "1G1", 2011, 2019, 19500, 27000, 22, "LS, LT, LTZ -2015, Premier 2016-", "gas FWD, gas manual FWD -2018, diesel FWD 2017-"},
		{"Camaro", coupe, "2G1", 2010, 2015, 27000, 60000, 9, "LS, LT, SS, ZL1 2012-", "gas RWD, gas manual RWD"},
		{"Camaro", coupe, "1G1", 2016, 2024, 28000, 70000, 12, "LS -2020, LT, SS, ZL1 2017-", "gas RWD, gas manual RWD"},
		{"Camaro", convertible, "1G1", 2016, 2024, 36000, 52000, 4, "LT, SS", "gas RWD, gas manual RWD"},
		{"Corvette", coupe, "1G1", 2005, 2013, 56000, 80000, 5, "Base, Grand Sport 2010-, Z06 2006- [manual]", "gas manual RWD, gas RWD"},
		{"Corvette", coupe, "1G1", 2014, 2019, 60000, 85000, 6, "Stingray, Grand Sport 2017-, Z06 2015-", "gas RWD, gas manual RWD"},
		{"Corvette", coupe, "1G1", 2020, 0, 68000, 115000, 9, "Stingray [gas], E-Ray 2024- [hybrid], Z06 2023- [gas]", "gas dct RWD, hybrid dct AWD 2024-"},
		{"Volt", hatchback, "1G1", 2011, 2019, 34000, 39000, 7, "Base -2015, LT 2016-, Premier 2016-", "plugin FWD"},
		{"Bolt EV", hatchback, "1G1", 2017, 2023, 30000, 37000, 12, "LT -2021, Premier -2021, 1LT 2022-, 2LT 2022-", "electric FWD"},
		{"Bolt EUV", suv, "1G1", 2022, 2023, 29000, 34000, 8, "LT, Premier", "electric FWD"},
	}}
}

func gmc() brand {
	return brand{"GMC", 905, "Summit White, Onyx Black, Quicksilver Metallic, Satin Steel Metallic, Cardinal Red, Volcanic Red Tintcoat, Titanium Rush Metallic", []line{
		{"Sierra 1500", pickup, "1GT", 2001, 0, 40000, 74000, 50, "SLE, Elevation 2019-, SLT, AT4 2019- [4WD], Denali 2007- [4WD]", "gas 4WD/RWD, diesel 4WD 2020-"},
		{"Sierra 2500HD", pickup, "1GT", 2001, 0, 52000, 86000, 20, "SLE, SLT, AT4 2020- [4WD], Denali 2011- [4WD]", "diesel 4WD, gas 4WD/RWD"},
		{"Canyon", pickup, "1GT", 2015, 2022, 31000, 45000, 9, "SL, SLE, SLT, AT4 2021- [4WD], Denali 2017-", "gas 4WD/RWD, diesel 4WD 2016-"},
		{"Canyon", pickup, "1GT", 2023, 0, 39000, 55000, 8, "Elevation, AT4 [4WD], Denali [4WD]", "gas 4WD/RWD"},
		{"Yukon", suv, "1GK", 2001, 0, 62000, 92000, 28, "SLE -2024, Elevation 2025-, SLT -2024, AT4 2021- [4WD], Denali", "gas 4WD/RWD, diesel 4WD 2021-"},
		{"Acadia", suv, "1GK", 2007, 0, 38000, 56000, 24, "SLE -2023, Elevation 2024-, SLT -2023, AT4 2020- [AWD], Denali 2011-", "gas FWD/AWD"},
		{"Terrain", suv, "2GK", 2010, 2017, 28500, 38000, 14, "SLE, SLT, Denali 2013-", "gas FWD/AWD"},
		{"Terrain", suv, "3GK", 2018, 0, 30000, 41000, 26, "SLE -2024, Elevation 2025-, SLT -2024, AT4 2022- [AWD], Denali -2024, Denali 2026- [AWD]", "gas FWD/AWD, diesel FWD 2018-2019"},
	}}
}

func buick() brand {
	return brand{"Buick", 880, "Summit White, Ebony Twilight Metallic, Quicksilver Metallic, White Frost Tricoat, Cherry Red Tintcoat, Satin Steel Metallic", []line{
		{"Enclave", suv, "5GA", 2012, 2017, 40000, 50000, 12, "Convenience, Leather, Premium", "gas FWD/AWD"},
		{"Enclave", suv, "5GA", 2018, 0, 44000, 60000, 16, "Preferred -2019, Essence -2024, Preferred 2025-, Sport Touring 2025-, Premium -2024, Avenir", "gas FWD/AWD"},
		{"Encore", suv, "KL4", 2013, 2022, 25000, 32000, 18, "Base -2016, Convenience -2015, Preferred 2017-, Sport Touring 2016-2019, Essence 2017-2020, Premium -2019", "gas FWD/AWD"},
		{"Encore GX", suv, "KL4", 2020, 0, 26000, 34000, 20, "Preferred, Select -2023, Sport Touring 2024-, Essence -2023, Avenir 2024-", "gas cvt FWD, gas AWD"},
		{"Envista", suv, "KL4", 2024, 0, 24000, 30000, 14, "Preferred, Sport Touring, Avenir", "gas FWD"},
		{"Envision", suv, "LRB", 2016, 0, 34000, 48000, 14, "Preferred, Sport Touring 2024-, Essence -2023, Premium -2020, Avenir 2021-", "gas AWD, gas FWD -2023"},
		{"LaCrosse", sedan, "1G4", 2012, 2019, 32000, 44000, 8, "Base -2016, Leather -2016, Preferred 2017-, Essence 2017-, Premium", "gas FWD"},
	}}
}

func cadillac() brand {
	return brand{"Cadillac", 875, "Crystal White Tricoat, Stellar Black Metallic, Radiant Silver Metallic, Shadow Metallic, Red Passion Tintcoat, Wave Metallic", []line{
		{"Escalade", suv, "1GY", 2002, 0, 82000, 120000, 18, "Base -2014, Luxury 2007-, Premium Luxury 2015-, Sport 2021-, Platinum 2008-", "gas 4WD/RWD"},
		{"SRX", suv, "3GY", 2010, 2016, 38000, 51000, 9, "Base, Luxury, Performance, Premium", "gas FWD/AWD"},
		{"XT4", suv, "1GY", 2019, 2025, 38000, 46000, 11, "Luxury, Premium Luxury, Sport", "gas FWD/AWD"},
		{"XT5", suv, "1GY", 2017, 2025, 44000, 57000, 18, "Base -2019, Luxury, Premium Luxury, Sport 2020-", "gas FWD/AWD"},
		{"XT6", suv, "1GY", 2020, 2025, 50000, 61000, 8, "Luxury, Premium Luxury, Sport [AWD]", "gas FWD/AWD"},
		{"CT4", sedan, "1G6", 2020, 2026, 36000, 50000, 5, "Luxury, Premium Luxury, Sport, V-Series", "gas RWD/AWD"},
		{"CT5", sedan, "1G6", 2020, 2026, 41000, 56000, 9, "Luxury -2024, Premium Luxury, Sport, V-Series", "gas RWD/AWD"},
		{"ATS", sedan, "1G6", 2013, 2018, 35000, 48000, 7, "Base, Luxury, Performance -2016, Premium -2016, Premium Luxury 2017-", "gas RWD/AWD"},
		{"CTS", sedan, "1G6", 2003, 2019, 44000, 62000, 8, "Base -2016, Luxury 2010-, Performance 2010-2016, Premium 2010-2016, Premium Luxury 2017-", "gas RWD, gas AWD 2008-"},
		{"Lyriq", suv, "1GY", 2023, 0, 59000, 75000, 8, "Tech 2024-, Luxury, Sport 2024-", "electric AWD/RWD"},
	}}
}
