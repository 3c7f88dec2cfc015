package demo

func ford() brand {
	return brand{"Ford", 905, "Oxford White, Agate Black, Magnetic Gray Metallic, Iconic Silver, Ruby Red, Race Red, Velocity Blue, Carbonized Gray Metallic, Atlas Blue", []line{
		{"F-150", pickup, "1FT", 2001, 0, 38000, 79000, 130, "XL, XLT, Lariat, King Ranch, Platinum 2009-, Raptor 2017- [gas 4WD]", "gas 4WD/RWD, hybrid 4WD 2021-, diesel 4WD 2018-2021"},
		{"F-150 Lightning", pickup, "1FT", 2022, 2025, 55000, 85000, 12, "Pro, XLT, Lariat, Platinum", "electric 4WD"},
		{"F-250 Super Duty", pickup, "1FT", 2001, 0, 46000, 86000, 40, "XL, XLT, Lariat, King Ranch 2005-, Platinum 2013-", "diesel 4WD, gas 4WD/RWD, diesel RWD"},
		{"Maverick", pickup, "3FT", 2022, 0, 27000, 35000, 25, "XL, XLT, Lariat", "hybrid cvt FWD, gas AWD, gas FWD -2024"},
		{"Ranger", pickup, "1FT", 2001, 2011, 22000, 30000, 12, "XL, Sport, XLT", "gas RWD/4WD, gas manual RWD"},
		{"Ranger", pickup, "1FT", 2019, 0, 33000, 46000, 20, "XL, XLT, Lariat", "gas 4WD/RWD"},
		{"Escape", suv, "1FM", 2001, 2012, 26000, 33000, 25, "XLS, XLT, Limited", "gas FWD/AWD, hybrid cvt FWD 2005-, hybrid cvt AWD 2005-"},
		{"Escape", suv, "1FM", 2013, 2026, 28500, 39000, 50, "S -2022, SE -2022, Active 2023-, ST-Line 2023-, Titanium -2022, Platinum 2023-", "gas FWD/AWD, hybrid cvt FWD 2020-, hybrid cvt AWD 2020-, plugin cvt FWD 2021-2025"},
		{"Edge", suv, "2FM", 2007, 2024, 36000, 47000, 25, "SE, SEL, Limited 2008-2014, Titanium 2015-, ST 2019- [AWD]", "gas AWD, gas FWD -2020"},
		{"Explorer", suv, "1FM", 2001, 2010, 34000, 44000, 20, "XLT, Eddie Bauer, Limited", "gas RWD/4WD"},
		{"Explorer", suv, "1FM", 2011, 2019, 36000, 56000, 40, "Base, XLT, Limited, Sport 2013- [4WD], Platinum 2016- [4WD]", "gas FWD/4WD"},
		{"Explorer", suv, "1FM", 2020, 0, 39000, 58000, 55, "Base -2024, Active 2025-, XLT -2024, ST-Line 2021-, ST, Platinum", "gas RWD/4WD"},
		{"Expedition", suv, "1FM", 2001, 0, 55000, 82000, 24, "XLT, Eddie Bauer -2010, Limited 2005-2024, King Ranch 2008-, Platinum 2015-", "gas 4WD/RWD"},
		{"Bronco", suv, "1FM", 2021, 0, 39000, 80000, 25, "Base, Big Bend, Outer Banks [auto], Badlands, Raptor 2022- [auto]", "gas 4WD, gas manual 4WD"},
		{"Bronco Sport", suv, "3FM", 2021, 0, 30000, 41000, 28, "Base -2024, Big Bend, Outer Banks, Badlands", "gas AWD"},
		{"Mustang", coupe, "1ZV", 2005, 2014, 27000, 42000, 15, "V6, V6 Premium, GT, GT Premium", "gas RWD, gas manual RWD"},
		{"Mustang", coupe, "1FA", 2015, 0, 31000, 48000, 25, "V6 -2017, EcoBoost -2023, EcoBoost 2024- [auto], GT, GT Premium", "gas RWD, gas manual RWD"},
		{"Mustang", convertible, "1FA", 2015, 0, 38000, 54000, 10, "EcoBoost Premium -2023, EcoBoost Premium 2024- [auto], GT Premium", "gas RWD, gas manual RWD"},
		{"Mustang Mach-E", suv, "3FM", 2021, 0, 41000, 58000, 18, "Select, Premium, California Route 1 -2023, GT [AWD]", "electric AWD/RWD"},
		{"Fusion", sedan, "3FA", 2006, 2020, 24000, 36000, 35, "S, SE, SEL, Titanium 2013-", "gas FWD, hybrid cvt FWD 2010-, gas AWD 2007-"},
		{"Focus", sedan, "1FA", 2005, 2018, 19000, 25000, 14, "S, SE, SEL 2008-, Titanium 2012-", "gas FWD, gas manual FWD"},
		{"Focus", hatchback, "1FA", 2012, 2018, 20500, 27500, 10, "SE, Titanium [auto], ST 2013- [manual]", "gas FWD, gas manual FWD"},
		{"Transit", van, "1FT", 2015, 0, 47000, 56000, 12, "150, 250, 350", "gas RWD, gas AWD 2020-"},
	}}
}

func lincoln() brand {
	return brand{"Lincoln", 885, "Infinite Black, Pristine White, Silver Radiance, Red Carpet, Asher Gray, Flight Blue", []line{
		{"MKZ", sedan, "3LN", 2007, 2020, 37000, 47000, 10, "Base -2015, Premiere 2016-2018, Select 2016-2018, Standard 2019-, Reserve 2013-", "gas FWD/AWD, hybrid cvt FWD 2011-"},
		{"MKC", suv, "5LM", 2015, 2019, 35000, 46000, 7, "Premiere, Select, Reserve, Black Label", "gas FWD/AWD"},
		{"MKX", suv, "2LM", 2007, 2018, 41000, 52000, 7, "Base -2015, Premiere 2016-, Select 2016-, Reserve 2016-, Black Label 2016-", "gas FWD/AWD"},
		{"Corsair", suv, "5LM", 2020, 2026, 40000, 54000, 9, "Standard -2022, Premiere 2023-, Reserve, Grand Touring 2021-2025 [plugin]", "gas FWD/AWD, plugin cvt AWD 2021-2025"},
		{"Nautilus", suv, "2LM", 2019, 2023, 45000, 62000, 9, "Standard, Reserve, Black Label [AWD]", "gas FWD/AWD"},
		{"Aviator", suv, "5LM", 2020, 0, 57000, 82000, 8, "Standard -2023, Premiere 2024-, Reserve, Black Label [AWD]", "gas AWD/RWD"},
		{"Navigator", suv, "5LM", 2001, 0, 75000, 110000, 9, "Base -2017, Premiere 2018-2018, Standard 2019-2022, Premiere 2023-, Reserve 2018-, Black Label 2018-", "gas 4WD, gas RWD -2022"},
	}}
}

func tesla() brand {
	return brand{"Tesla", 895, "Pearl White Multi-Coat, Solid Black, Midnight Silver Metallic, Deep Blue Metallic, Red Multi-Coat", []line{
		{"Model S", sedan, "5YJ", 2012, 0, 78000, 105000, 14, "60 2013-2016 [RWD], 85 -2015 [RWD], 75D 2016-2019 [AWD], 85D 2015-2016 [AWD], 100D 2017-2019 [AWD], Long Range 2019- [AWD], Plaid 2021- [AWD]", "electric AWD 2015-, electric RWD -2017"},
		{"Model 3", sedan, "5YJ", 2017, 0, 40000, 54000, 45, "Standard Range Plus 2019-2021 [RWD], Rear-Wheel Drive 2022-2024 [RWD], Long Range 2017-2018, Long Range 2019- [AWD], Performance 2018- [AWD]", "electric AWD 2018-, electric RWD"},
		{"Model X", suv, "5YJ", 2016, 2021, 83000, 115000, 8, "75D -2019, 90D -2017, 100D 2017-2019, Long Range 2019-, Plaid 2021-", "electric AWD"},
		{"Model X", suv, "7SA", 2022, 0, 84000, 100000, 6, "Long Range 2023-, Plaid", "electric AWD"},
		{"Model Y", suv, "5YJ", 2020, 2021, 50000, 61000, 28, "Standard Range 2021-2021 [RWD], Long Range [AWD], Performance [AWD]", "electric AWD, electric RWD 2021-"},
		{"Model Y", suv, "7SA", 2022, 0, 44000, 57000, 55, "Rear-Wheel Drive 2023- [RWD], Long Range [AWD], Performance [AWD]", "electric AWD, electric RWD 2023-"},
		{"Cybertruck", pickup, "7G2", 2024, 0, 80000, 110000, 6, "All-Wheel Drive, Cyberbeast", "electric AWD"},
	}}
}

func rivian() brand {
	return brand{"Rivian", 895, "Glacier White, Midnight, Rivian Blue, LA Silver, Forest Green, Limestone", []line{
		{"R1T", pickup, "7FC", 2022, 0, 71000, 90000, 5, "Adventure, Launch Edition -2022, Ascend 2025-", "electric AWD"},
		{"R1S", suv, "7PD", 2022, 0, 77000, 96000, 7, "Adventure, Launch Edition -2022, Ascend 2025-", "electric AWD"},
	}}
}
