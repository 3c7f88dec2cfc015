package demo

func bmw() brand {
	return brand{"BMW", 880, "Alpine White, Jet Black, Black Sapphire Metallic, Mineral Gray Metallic, Mineral White Metallic, Glacier Silver Metallic, Phytonic Blue Metallic, Melbourne Red Metallic, Portimao Blue Metallic", []line{
		{"3 Series", sedan, "WBA", 2006, 2011, 39000, 52000, 12, "325i -2006 [RWD], 328i 2007- [RWD], 328i xDrive 2009- [AWD], 335i 2007- [RWD]", "gas RWD/AWD, gas manual RWD"},
		{"3 Series", sedan, "WBA", 2012, 2018, 39000, 55000, 28, "320i 2013- [RWD], 328i -2016 [RWD], 330i 2017- [RWD], 330i xDrive 2017- [AWD], 335i -2015 [RWD], 340i 2016- [RWD]", "gas RWD, gas AWD 2013-"},
		{"3 Series", sedan, "3MW", 2019, 0, 45000, 62000, 26, "330i [gas RWD], 330i xDrive [gas AWD], 330e 2021-2024 [plugin], M340i 2020- [gas RWD], M340i xDrive 2020- [gas AWD]", "gas RWD/AWD, plugin RWD 2021-2024"},
		{"4 Series", coupe, "WBA", 2014, 0, 48000, 66000, 10, "428i -2016 [RWD], 430i 2017- [RWD], 430i xDrive 2017- [AWD], 435i -2016 [RWD], M440i 2021- [RWD], M440i xDrive 2021- [AWD]", "gas RWD/AWD"},
		{"5 Series", sedan, "WBA", 2011, 2023, 56000, 78000, 18, "528i -2016 [RWD], 530i 2017- [RWD], 530i xDrive 2017- [AWD], 535i -2016 [RWD], 540i 2017- [RWD], 550i -2016 [RWD]", "gas RWD/AWD"},
		{"7 Series", sedan, "WBA", 2010, 2022, 86000, 110000, 5, "740i 2011- [RWD], 740Li 2011-2015 [RWD], 750i [RWD], 750i xDrive 2013- [AWD]", "gas RWD/AWD"},
		{"M3", sedan, "WBS", 2021, 0, 76000, 88000, 3, "Base [manual], Competition [auto RWD], Competition xDrive 2022- [AWD]", "gas RWD, gas AWD 2022-, gas manual RWD"},
		{"X1", suv, "WBX", 2016, 0, 37000, 42000, 16, "sDrive28i -2022 [FWD], xDrive28i [AWD], M35i 2024- [AWD]", "gas AWD, gas FWD -2022"},
		{"X3", suv, "5UX", 2011, 2024, 44000, 62000, 32, "sDrive30i 2019- [RWD], xDrive28i -2017 [AWD], xDrive30i 2018- [AWD], xDrive35i -2017 [AWD], M40i 2018- [AWD]", "gas AWD, gas RWD 2019-"},
		{"X5", suv, "5UX", 2007, 2018, 59000, 76000, 22, "3.0si -2008 [gas], 4.8i -2008 [gas], xDrive30i 2009-2010 [gas], xDrive35i 2011- [gas], xDrive35d 2009-2018 [diesel], xDrive50i 2011- [gas]", "gas AWD, diesel AWD 2009-"},
		{"X5", suv, "5UX", 2019, 0, 66000, 90000, 26, "sDrive40i 2020- [gas RWD], xDrive40i [gas AWD], xDrive45e 2021-2023 [plugin], xDrive50e 2024- [plugin], M60i xDrive 2024- [gas AWD]", "gas AWD, gas RWD 2020-, plugin AWD 2021-"},
		{"X7", suv, "5UX", 2019, 0, 83000, 108000, 7, "xDrive40i, xDrive50i -2019, M50i 2020-2022, M60i 2023-", "gas AWD"},
		{"i3", hatchback, "WBY", 2014, 2021, 45000, 52000, 3, "Base, s 2018-", "electric RWD"},
		{"i4", sedan, "WBY", 2022, 0, 53000, 70000, 7, "eDrive35 2023- [RWD], eDrive40 [RWD], xDrive40 2024- [AWD], M50 -2025 [AWD]", "electric RWD/AWD"},
	}}
}

func mini() brand {
	return brand{"MINI", 885, "Pepper White, Midnight Black, Chili Red, British Racing Green, Moonwalk Grey, White Silver Metallic", []line{
		{"Hardtop 2 Door", hatchback, "WMW", 2014, 2024, 26000, 37000, 8, "Cooper, Cooper S, John Cooper Works 2015-", "gas FWD, gas manual FWD, gas dct FWD 2020-"},
		{"Hardtop 4 Door", hatchback, "WMW", 2015, 2024, 27000, 33500, 7, "Cooper, Cooper S", "gas FWD, gas manual FWD, gas dct FWD 2020-"},
		{"Convertible", convertible, "WMW", 2016, 2024, 31500, 43000, 4, "Cooper, Cooper S, John Cooper Works", "gas FWD, gas manual FWD"},
		{"Countryman", suv, "WMZ", 2011, 2024, 31500, 43000, 10, "Cooper [FWD], Cooper S, Cooper S ALL4 [AWD]", "gas FWD/AWD, gas manual FWD -2019"},
	}}
}

func mercedes() brand {
	return brand{"Mercedes-Benz", 875, "Polar White, Obsidian Black Metallic, Selenite Grey Metallic, Iridium Silver Metallic, Cirrus Silver Metallic, Lunar Blue Metallic, Cardinal Red Metallic", []line{
		{"C-Class", sedan, "WDD", 2008, 2014, 39000, 48000, 16, "C 250 2012- [RWD], C 300 [AWD], C 350 [RWD]", "gas RWD/AWD"},
		{"C-Class", sedan, "55S", 2015, 2021, 42000, 56000, 20, "C 300 [RWD], C 300 4MATIC [AWD], AMG C 43 2017- [AWD]", "gas RWD/AWD"},
		{"C-Class", sedan, "W1K", 2022, 0, 47000, 62000, 12, "C 300 [RWD], C 300 4MATIC [AWD], AMG C 43 2023- [AWD]", "gas RWD/AWD"},
		{"CLA", sedan, "WDD", 2014, 2019, 34000, 51000, 9, "CLA 250 [FWD], CLA 250 4MATIC [AWD], AMG CLA 45 [AWD]", "gas dct FWD, gas dct AWD"},
		{"E-Class", sedan, "WDD", 2010, 2019, 57000, 70000, 18, "E 300 2017- [gas RWD], E 300 4MATIC 2017- [gas AWD], E 350 -2016 [gas RWD], E 350 4MATIC -2016 [gas AWD], E 250 BlueTEC 2014-2016 [diesel], E 400 2015-2018 [gas]", "gas RWD/AWD, diesel RWD 2014-2016"},
		{"E-Class", sedan, "W1K", 2020, 0, 59000, 76000, 10, "E 350 [RWD], E 350 4MATIC [AWD], E 450 4MATIC [AWD]", "gas AWD/RWD"},
		{"S-Class", sedan, "WDD", 2010, 2020, 98000, 120000, 6, "S 450 2018- [RWD], S 550 -2017 [RWD], S 550 4MATIC -2017 [AWD], S 560 2018-", "gas RWD/AWD"},
		{"GLA", suv, "W1N", 2021, 0, 39000, 44000, 10, "GLA 250 [FWD], GLA 250 4MATIC [AWD]", "gas dct FWD, gas dct AWD"},
		{"GLB", suv, "W1N", 2020, 2025, 41000, 48000, 9, "GLB 250 [FWD], GLB 250 4MATIC [AWD]", "gas dct FWD, gas dct AWD"},
		{"GLC", suv, "WDC", 2016, 2019, 43000, 58000, 14, "GLC 300 [RWD], GLC 300 4MATIC [AWD], AMG GLC 43 2017- [AWD]", "gas AWD/RWD"},
		{"GLC", suv, "W1N", 2020, 0, 48000, 66000, 18, "GLC 300 [RWD], GLC 300 4MATIC [AWD], AMG GLC 43 [AWD]", "gas AWD/RWD"},
		{"M-Class", suv, "4JG", 2006, 2015, 51000, 62000, 8, "ML 350, ML 350 4MATIC [AWD], ML 550 2008-2014 [AWD]", "gas AWD, gas RWD 2012-"},
		{"GLE", suv, "4JG", 2016, 0, 60000, 82000, 20, "GLE 350 [RWD], GLE 350 4MATIC [AWD], GLE 450 4MATIC 2020- [AWD], AMG GLE 43 2017-2019 [AWD], AMG GLE 53 2021- [AWD]", "gas AWD/RWD"},
		{"GLS", suv, "4JG", 2017, 0, 86000, 112000, 8, "GLS 450 4MATIC, GLS 550 4MATIC -2019, GLS 580 4MATIC 2020-", "gas AWD"},
		{"EQS", sedan, "W1K", 2022, 2025, 105000, 127000, 3, "450+ [RWD], 450 4MATIC 2023- [AWD], 580 4MATIC [AWD]", "electric RWD/AWD"},
	}}
}

func volvo() brand {
	return brand{"Volvo", 875, "Crystal White Metallic, Onyx Black Metallic, Thunder Grey Metallic, Denim Blue Metallic, Fusion Red Metallic, Bright Silver Metallic", []line{
		{"S60", sedan, "YV1", 2011, 2018, 36000, 46000, 9, "T5, T6 [AWD]", "gas FWD/AWD"},
		{"S60", sedan, "7JR", 2019, 2025, 40000, 52000, 8, "T5 Momentum -2021 [FWD], T6 Momentum -2021 [AWD], B5 Core 2023-, B5 Plus 2023-, B5 Ultimate 2023- [AWD], B5 Momentum 2022-2022", "gas AWD/FWD"},
		{"V60 Cross Country", wagon, "YV4", 2015, 0, 46000, 56000, 5, "T5 -2021, B5 2022-2022, Plus 2023-, Ultimate 2023-", "gas AWD"},
		{"XC40", suv, "YV4", 2019, 0, 38000, 47000, 14, "Momentum -2022, R-Design -2022, Core 2023-, Plus 2023-, Ultimate 2023-", "gas AWD, gas FWD -2024"},
		{"XC60", suv, "YV4", 2010, 2017, 41000, 50000, 10, "3.2 -2015, T5 2015-, T6 [AWD]", "gas AWD/FWD"},
		{"XC60", suv, "YV4", 2018, 0, 46000, 64000, 18, "Momentum -2022 [gas], R-Design -2021 [gas], Inscription -2022, Core 2023- [gas], Plus 2023-, Ultimate 2023-", "gas AWD, gas FWD 2019-2021, plugin AWD"},
		{"XC90", suv, "YV4", 2003, 2014, 44000, 52000, 6, "2.5T -2006, 3.2 2007-", "gas AWD/FWD"},
		{"XC90", suv, "YV4", 2016, 0, 57000, 76000, 18, "Momentum -2022, R-Design -2022, Inscription -2022, Core 2023-, Plus 2023-, Ultimate 2023-", "gas AWD, plugin AWD"},
	}}
}

func landRover() brand {
	return brand{"Land Rover", 855, "Fuji White, Santorini Black, Carpathian Grey, Eiger Grey, Firenze Red, Byron Blue, Corris Grey", []line{
		{"Range Rover", suv, "SAL", 2006, 2012, 92000, 108000, 3, "HSE, Supercharged", "gas 4WD"},
		{"Range Rover", suv, "SAL", 2013, 0, 100000, 150000, 8, "Base -2020, HSE -2021, Supercharged -2017, SE 2022-, Autobiography", "gas 4WD"},
		{"Range Rover Sport", suv, "SAL", 2006, 0, 76000, 102000, 12, "SE 2014-, HSE, Supercharged -2017, Autobiography 2014-", "gas 4WD, diesel 4WD 2016-2020"},
		{"Range Rover Evoque", suv, "SAL", 2012, 0, 46000, 58000, 10, "Pure -2015, SE 2016-, S 2020-, HSE 2016-2020, Dynamic SE 2024-", "gas AWD"},
		{"Range Rover Velar", suv, "SAL", 2018, 0, 60000, 76000, 7, "Base -2019, S, R-Dynamic S -2023, Dynamic SE 2024-", "gas AWD"},
		{"Discovery Sport", suv, "SAL", 2015, 0, 43000, 52000, 8, "SE -2019, HSE -2019, S 2020-, Dynamic SE 2024-", "gas AWD"},
		{"Defender 110", suv, "SAL", 2020, 0, 57000, 84000, 9, "S, SE, X-Dynamic SE 2022-, X", "gas 4WD"},
		{"LR4", suv, "SAL", 2010, 2016, 51000, 60000, 4, "Base, HSE, HSE LUX", "gas 4WD"},
	}}
}

func jaguar() brand {
	return brand{"Jaguar", 845, "Fuji White, Santorini Black, Narvik Black, Eiger Grey, Caldera Red, Indus Silver, British Racing Green", []line{
		{"XF", sedan, "SAJ", 2009, 2024, 50000, 62000, 6, "Luxury -2011, 2.0T 2013-2015, 3.0 2013-2015, Portfolio 2010-2013, Premium 2016-2020, Prestige 2016-2020, P250 SE 2021-2023, P300 R-Dynamic SE 2021-", "gas RWD, gas AWD 2013-"},
		{"XE", sedan, "SAJ", 2017, 2020, 38000, 47000, 4, "25t -2019, Premium -2019, Prestige -2019, S 2020-, R-Dynamic S 2020-", "gas RWD/AWD, diesel AWD -2018"},
		{"F-Pace", suv, "SAD", 2017, 2026, 50000, 70000, 8, "25t Premium -2020, P250 2021-, 30t Prestige 2018-2020, P400 R-Dynamic S 2021-, S -2020", "gas AWD"},
		{"F-Type", coupe, "SAJ", 2015, 2024, 64000, 100000, 3, "Base -2020, S -2016, P300 2021-2022, P450 2022-, R -2020, R75 2024-", "gas RWD/AWD"},
		{"I-Pace", suv, "SAD", 2019, 2024, 71000, 82000, 2, "S -2020, SE -2020, HSE, R-Dynamic HSE 2023-", "electric AWD"},
	}}
}
