package demo

func hyundai() brand {
	return brand{"Hyundai", 900, "Quartz White, Phantom Black, Shimmering Silver, Portofino Gray, Symphony Silver, Calypso Red, Intense Blue, Ultimate Red, Amazon Gray", []line{
		{"Elantra", sedan, "5NP", 2011, 2020, 20000, 26500, 40, "GLS -2013, SE 2014-, Value Edition 2017-, Limited", "gas FWD -2019, gas cvt FWD 2020-, gas manual FWD -2019"},
		{"Elantra", sedan, "KMH", 2021, 0, 21500, 28500, 38, "SE [gas], SEL -2024 [gas], Blue [hybrid], SEL Sport 2025- [gas], Limited", "gas cvt FWD, hybrid dct FWD"},
		{"Sonata", sedan, "5NP", 2006, 2019, 24000, 33500, 34, "GLS -2014, SE, Sport 2015-2018, Limited", "gas FWD, hybrid FWD 2011-"},
		{"Sonata", sedan, "KMH", 2020, 0, 26500, 37000, 24, "SE -2023 [gas], SEL, SEL Plus -2023 [gas], Limited", "gas FWD, hybrid FWD"},
		{"Accent", sedan, "KMH", 2006, 2017, 16500, 19500, 10, "GLS -2014, SE 2015-", "gas FWD, gas manual FWD"},
		{"Accent", sedan, "3KP", 2018, 2022, 17000, 20500, 9, "SE, SEL, Limited", "gas FWD -2019, gas cvt FWD 2020-"},
		{"Veloster", hatchback, "KMH", 2012, 2021, 20500, 28500, 6, "Base -2017, 2.0 2019-, Turbo 2013-", "gas FWD, gas manual FWD, gas dct FWD"},
		{"Venue", suv, "KMH", 2020, 0, 20000, 24500, 14, "SE, SEL, Limited 2022-", "gas cvt FWD"},
		{"Kona", suv, "KM8", 2018, 0, 23500, 33500, 28, "SE, SEL, N Line 2022-, Limited", "gas FWD/AWD"},
		{"Kona Electric", suv, "KM8", 2019, 0, 34000, 43000, 6, "SE 2023-, SEL, Limited", "electric FWD"},
		{"Tucson", suv, "KM8", 2010, 2021, 25000, 33000, 34, "GLS -2013, SE 2014-, Value 2018-, SEL 2018-, Limited", "gas FWD/AWD"},
		{"Tucson", suv, "5NM", 2022, 0, 29000, 40500, 40, "SE [gas], SEL [gas], Blue [hybrid], XRT [gas], Limited", "gas AWD/FWD, hybrid AWD"},
		{"Santa Fe", suv, "5NM", 2007, 2012, 27500, 35500, 10, "GLS, SE, Limited", "gas FWD/AWD"},
		{"Santa Fe", suv, "5NM", 2019, 0, 31000, 46000, 30, "SE, SEL, XRT 2022- [gas], Limited, Calligraphy 2021-", "gas AWD/FWD, hybrid AWD 2021-"},
		{"Palisade", suv, "KM8", 2020, 0, 38000, 54000, 26, "SE, SEL, Limited, Calligraphy 2021-", "gas AWD/FWD"},
		{"Santa Cruz", pickup, "5NT", 2022, 0, 29500, 42500, 10, "SE, SEL, XRT 2024- [AWD], Limited [AWD]", "gas AWD/FWD"},
		{"Ioniq 5", suv, "KM8", 2022, 2024, 42500, 54000, 12, "SE Standard Range [RWD], SE, SEL, Limited", "electric AWD/RWD"},
		{"Ioniq 5", suv, "7YA", 2025, 0, 43500, 57000, 10, "SE Standard Range [RWD], SE, SEL, XRT [AWD], Limited", "electric AWD/RWD"},
		{"Ioniq 6", sedan, "KMH", 2023, 0, 38500, 54000, 6, "SE Standard Range [RWD], SE, SEL, Limited", "electric AWD/RWD"},
	}}
}

func kia() brand {
	return brand{"Kia", 905, "Snow White Pearl, Ebony Black, Gravity Gray, Everlasting Silver, Steel Gray, Aurora Black Pearl, Currant Red, Neptune Blue, Glacial White Pearl", []line{
		{"Forte", sedan, "KNA", 2010, 2016, 18500, 23500, 12, "LX, EX, SX -2013", "gas FWD, gas manual FWD"},
		{"Forte", sedan, "3KP", 2017, 2024, 19500, 25500, 26, "LX, S -2018, LXS 2019-, GT-Line 2020-, EX -2021", "gas FWD -2018, gas cvt FWD 2019-"},
		{"K4", sedan, "3KP", 2025, 0, 22500, 29500, 18, "LX, LXS, EX, GT-Line", "gas cvt FWD"},
		{"Rio", sedan, "3KP", 2018, 2023, 16500, 19500, 9, "LX, S", "gas FWD -2019, gas cvt FWD 2020-, gas manual FWD 2018-2018"},
		{"Optima", sedan, "5XX", 2012, 2020, 24000, 33000, 22, "LX, S 2017-, EX, SX", "gas FWD"},
		{"K5", sedan, "5XX", 2021, 0, 26500, 34500, 22, "LXS, GT-Line, EX, GT [FWD]", "gas FWD/AWD"},
		{"Stinger", sedan, "KNA", 2018, 2023, 37500, 54000, 5, "Base -2021, GT-Line 2021-, GT, GT2", "gas RWD/AWD"},
		{"Soul", wagon, "KND", 2010, 2025, 20500, 27000, 28, "Base -2019, LX 2020-, S 2020-, GT-Line 2020-, EX 2020-", "gas FWD -2019, gas cvt FWD 2020-, gas manual FWD -2019"},
		{"Seltos", suv, "KND", 2021, 0, 24500, 31500, 22, "LX, S, EX, SX", "gas cvt AWD, gas cvt FWD"},
		{"Sportage", suv, "KND", 2011, 2022, 26000, 36000, 28, "LX, EX, SX", "gas FWD/AWD"},
		{"Sportage", suv, "5XY", 2023, 0, 28500, 41000, 36, "LX, EX, SX, X-Line [gas AWD], SX Prestige", "gas FWD/AWD, hybrid AWD/FWD"},
		{"Sorento", suv, "5XY", 2011, 2020, 28000, 43000, 30, "L 2016-, LX, EX, SX", "gas FWD/AWD"},
		{"Sorento", suv, "5XY", 2021, 0, 32500, 46000, 30, "LX [gas], S [gas], EX, SX, SX Prestige", "gas FWD/AWD, hybrid FWD, hybrid AWD 2022-"},
		{"Telluride", suv, "5XY", 2020, 0, 37500, 54000, 34, "LX, S, EX, SX", "gas AWD/FWD"},
		{"Sedona", minivan, "KND", 2015, 2021, 31000, 43000, 6, "L -2020, LX, EX, SX", "gas FWD"},
		{"Carnival", minivan, "KND", 2022, 0, 36000, 51000, 16, "LX [gas], LXS, EX, SX, SX Prestige", "gas FWD, hybrid FWD 2025-"},
		{"Niro", wagon, "KND", 2017, 2022, 25500, 33500, 10, "LX, LXS 2020-, EX, Touring", "hybrid dct FWD"},
		{"Niro", suv, "KND", 2023, 0, 28000, 36500, 8, "LX, EX, SX Touring", "hybrid dct FWD"},
		{"EV6", suv, "KND", 2022, 2024, 43500, 60000, 8, "Light -2022 [RWD], Light 2024-, Wind, GT-Line", "electric AWD/RWD"},
		{"EV9", suv, "KND", 2024, 2025, 56000, 76000, 5, "Light [RWD], Wind [AWD], Land [AWD], GT-Line [AWD]", "electric AWD/RWD"},
	}}
}

func genesis() brand {
	return brand{"Genesis", 885, "Uyuni White, Vik Black, Savile Silver, Makalu Gray, Mauna Red, Tasman Blue", []line{
		{"G70", sedan, "KMT", 2019, 0, 42000, 54000, 8, "2.0T -2023, 2.5T 2024-, 3.3T", "gas AWD/RWD"},
		{"G80", sedan, "KMT", 2018, 0, 52000, 76000, 8, "3.8 -2020, 2.5T 2021-, 3.5T 2021- [AWD], 3.3T Sport -2020", "gas AWD, gas RWD -2023"},
		{"GV70", suv, "KMU", 2022, 0, 46000, 66000, 12, "2.5T Select, 2.5T Advanced, 3.5T Sport", "gas AWD"},
		{"GV80", suv, "KMU", 2021, 0, 57000, 78000, 8, "2.5T, 2.5T Advanced [AWD], 3.5T [AWD]", "gas AWD, gas RWD -2023"},
	}}
}
