package demo

// brand is one make. The catalogue comes from general knowledge of the US market. It is meant to be believable, and is
// no authority on any model.
type brand struct {
	name string
	// keeps is how many thousandths of its value a car of the make keeps each year.
	keeps int
	// paints are the manufacturer's names for its colours, separated by ", ".
	paints string
	lines  []line
}

// line is one model in one body style, built over a span of model years, with one world manufacturer identifier. A
// model with several bodies, or one that moved to another factory, has several lines.
type line struct {
	model string
	body  string
	wmi   string
	// first and last are model years; a last of 0 means that it is still sold.
	first, last int
	// low and high are the prices of the cheapest and the most expensive trim when new, in today's dollars.
	low, high int
	// weight is how common the model is in dealers' stocks.
	weight int
	// trims are listed from the cheapest to the most expensive, separated by ", ". A trim may end with its years ("2015-",
	// "-2019", "2015-2019") and with what it is limited to ("[4WD]", "[gas auto]").
	trims string
	// drives are the drivetrains, the most common first, separated by ", ": a fuel, a gearbox if it is not automatic, the
	// driven wheels, and years as above. "gas FWD/AWD" is short for "gas FWD, gas AWD".
	drives string
}

const (
	sedan       = "Sedan"
	coupe       = "Coupe"
	convertible = "Convertible"
	hatchback   = "Hatchback"
	wagon       = "Wagon"
	suv         = "SUV"
	pickup      = "Pickup"
	minivan     = "Minivan"
	van         = "Van"
)

// catalog returns every make that the dealers sell.
func catalog() []brand {
	return []brand{
		ford(), lincoln(), chevrolet(), gmc(), buick(), cadillac(), ram(), dodge(), jeep(), chrysler(), tesla(), rivian(),
		toyota(), lexus(), honda(), acura(), nissan(), infiniti(), mazda(), subaru(), mitsubishi(),
		hyundai(), kia(), genesis(),
		bmw(), mini(), mercedes(), audi(), volkswagen(), porsche(), volvo(), landRover(), jaguar(),
	}
}

// plainColors are the colours without a manufacturer's name, with their share of the US stock in percent.
func plainColors() ([]string, []int) {
	return []string{"White", "Black", "Gray", "Silver", "Blue", "Red", "Green", "Brown", "Beige", "Orange", "Gold", "Yellow"},
		[]int{25, 22, 18, 12, 9, 8, 2, 1, 1, 1, 1, 1}
}

// locations are the group's dealerships, with their share of the stock.
func locations() ([]string, []int) {
	return []string{
			"Austin, TX", "Dallas, TX", "Houston, TX", "San Antonio, TX", "Fort Worth, TX",
			"Oklahoma City, OK", "Tulsa, OK", "Albuquerque, NM", "Phoenix, AZ", "Denver, CO",
		},
		[]int{14, 16, 17, 11, 8, 8, 5, 4, 9, 8}
}
