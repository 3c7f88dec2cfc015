package wordbook

// Role is what a phrase does in free text.
type Role int

// The roles.
const (
	ComparesNext  Role = iota // "under", before a number.
	ComparesLast              // "or newer", behind a number.
	NamesNext                 // "price", before a number.
	NamesLast                 // "miles", behind a number.
	OrdersNow                 // "cheapest"
	OrdersBy                  // "sorted by", before what to sort by.
	OrderField                // "mileage", behind "sorted by".
	OrderLeast                // "ascending"
	OrderGreatest             // "descending"
	NoFilter                  // "heated seats"
	NotNext                   // "without"
	NotLast                   // "-free"
	ModalNot                  // "can't"
	LimitWord                 // "spend", between "can't" and "more than".
	OrJoint
	AndJoint
	AsksNothing
	OwnedNext      // "trading in my", before a car that is not asked for.
	OwnedLast      // "to trade in", behind such a car.
	BetweenNext    // "of", between a comparing word and its number.
	RangeJoint     // "to", between two numbers.
	MarginJoint    // "plus or minus", between a number and how far it may differ.
	RangeJointOpen // "and", between two numbers of which the first one is compared: "from 5 and 7".
	AlsoNot        // "likewise", behind something that is not wanted.
	NamesField     // "fuel", before ":" or "=" and a value.
	SaysYes        // "true", behind a name of what may be.
	SaysNo
	TakesBack // "no wait": what was said before counts no more.
	MayNext   // "nothing against", before what need not be.
	// FlagMayNext is "I don't need", before what a car may have or not: a tow bar. It unwants all else.
	FlagMayNext
	MayLast       // "is fine too", behind it.
	OwnsNext      // "drives", before a car that is not asked for, if a wish follows.
	WishNext      // "and wants"
	SameAgain     // "another one", of the car that the person has.
	IfNone        // "if there's no", before a wish for which the next one stands in.
	SaysYear      // "this year's"
	YearWord      // "this year", behind a word that says that it is one of cars.
	LeastOf       // "the fewest", before what is counted.
	GivesNext     // "trade in", before "my" and the car that is given away.
	HalfMore      // "and a half", before a thousand.
	OnlyAgain     // "just the", before a value that was said among others: only that one is meant.
	ClosesLetter  // "kind regards", before the name of whoever writes.
	Preferred     // "preferred", beside a wish that stays one though it need not be.
	AnyNext       // "any", before what a "but" leaves something out of.
	PutsUpNext    // "even with", before a limit that nobody wishes for.
	CorrectsLast  // "I mean", behind a value that stands in for the one before.
	AlsoNotLast   // "too", behind a value that is not wanted, as the one before.
	TooMuch       // "far too", before what is said of a value that is not wanted.
	Provided      // "as long as", before a limit of what was said to need nothing.
	PersonNext    // "Mr", before a name.
	PersonLast    // "speaking", behind the name of whoever writes.
	NotListed     // "ruled out", before a colon and what is not wanted.
	MonthName     // "May", in a date.
	IfNext        // "if it's a", before a value that is a condition and no wish.
	StreetNext    // "rue de", before the name of a street.
	StreetLast    // "Avenue", behind it.
	Shortened     // "excl", which may have a dot behind it.
	PlaceNext     // "a friend in", before a place that is not asked for.
	PersonSays    // "customer", in a clause whose numbers are not the car's.
	NothingSent   // "null", behind a sign.
	LimitThousand // "t", behind the number of a limit: "bis 18t".
	SwitchLast    // "umsteigen", behind "von" and the car that is given up.
	Changes       // "unless", which changes what stands beside it, so that no reading says it.
)

// titles are those of the phrases' files.
var titles = map[string]Phrase{
	"before a number: at least":                          {Role: ComparesNext, Comparator: Comparator{Direction: AtLeast}},
	"before a number: at least, strict":                  {Role: ComparesNext, Comparator: Comparator{Direction: AtLeast, Strict: true}},
	"before a number: at least, year":                    {Role: ComparesNext, Comparator: Comparator{Direction: AtLeast, Of: "year"}},
	"before a number: at least, strict, year":            {Role: ComparesNext, Comparator: Comparator{Direction: AtLeast, Strict: true, Of: "year"}},
	"before a number: at least, the last":                {Role: ComparesNext, Comparator: Comparator{Direction: LastOnes}},
	"before a number: at most":                           {Role: ComparesNext, Comparator: Comparator{Direction: AtMost}},
	"before a number: at most, strict":                   {Role: ComparesNext, Comparator: Comparator{Direction: AtMost, Strict: true}},
	"before a number: at most, price":                    {Role: ComparesNext, Comparator: Comparator{Direction: AtMost, Of: "price"}},
	"before a number: at most, year":                     {Role: ComparesNext, Comparator: Comparator{Direction: AtMost, Of: "year"}},
	"before a number: at most, strict, year":             {Role: ComparesNext, Comparator: Comparator{Direction: AtMost, Strict: true, Of: "year"}},
	"before a number: about":                             {Role: ComparesNext, Comparator: Comparator{Direction: About}},
	"before a number: from to":                           {Role: ComparesNext, Comparator: Comparator{Direction: FromTo}},
	"before a number: amount":                            {Role: ComparesNext, Comparator: Comparator{Direction: Plain}},
	"behind a number: at least":                          {Role: ComparesLast, Comparator: Comparator{Direction: AtLeast}},
	"behind a number: at most":                           {Role: ComparesLast, Comparator: Comparator{Direction: AtMost}},
	"behind a number: about":                             {Role: ComparesLast, Comparator: Comparator{Direction: About}},
	"the number behind is: price":                        {Role: NamesNext, Name: "price"},
	"the number behind is: mileage":                      {Role: NamesNext, Name: "mileage"},
	"the number behind is: year":                         {Role: NamesNext, Name: "year"},
	"the number behind is: plate":                        {Role: NamesNext, Name: "plate"},
	"the number behind is: other":                        {Role: NamesNext, Name: "other"},
	"the number before is: price":                        {Role: NamesLast, Name: "price"},
	"the number before is: mi":                           {Role: NamesLast, Name: "mi"},
	"the number before is: km":                           {Role: NamesLast, Name: "km"},
	"the number before is: mi, on the clock":             {Role: NamesLast, Name: "mi, on the clock"},
	"the number before is: km, on the clock":             {Role: NamesLast, Name: "km, on the clock"},
	"the number behind is: an inspection":                {Role: NamesNext, Name: "inspection"},
	"before a number: at least, price":                   {Role: ComparesNext, Comparator: Comparator{Direction: AtLeast, Of: "price"}},
	"before a number: at least, mileage":                 {Role: ComparesNext, Comparator: Comparator{Direction: AtLeast, Of: "mileage"}},
	"before a number: at most, mileage":                  {Role: ComparesNext, Comparator: Comparator{Direction: AtMost, Of: "mileage"}},
	"the number before is: age":                          {Role: NamesLast, Name: "age"},
	"the number before is: plate":                        {Role: NamesLast, Name: "plate"},
	"the number before is: the last years":               {Role: NamesLast, Name: "last"},
	"the number before is: other":                        {Role: NamesLast, Name: "other"},
	"order: price":                                       {Role: OrdersNow, Name: "price"},
	"order: -price":                                      {Role: OrdersNow, Name: "-price"},
	"order: -year":                                       {Role: OrdersNow, Name: "-year"},
	"order: year":                                        {Role: OrdersNow, Name: "year"},
	"order: mileage":                                     {Role: OrdersNow, Name: "mileage"},
	"order: -mileage":                                    {Role: OrdersNow, Name: "-mileage"},
	"order: -listed_at":                                  {Role: OrdersNow, Name: "-listed_at"},
	"order by":                                           {Role: OrdersBy},
	"order by: price":                                    {Role: OrderField, Name: "price"},
	"order by: mileage":                                  {Role: OrderField, Name: "mileage"},
	"order by: year":                                     {Role: OrderField, Name: "year"},
	"order by: least first":                              {Role: OrderLeast},
	"order by: greatest first":                           {Role: OrderGreatest},
	"no filter says":                                     {Role: NoFilter},
	"not wanted":                                         {Role: NotNext},
	`not wanted, each of what "and" joins`:               {Role: NotNext, Name: Each},
	"not wanted, before a colon":                         {Role: NotListed},
	"not wanted, with a comma in it":                     {Role: NotNext, Name: Comma},
	"modal not, with a comma in it":                      {Role: ModalNot, Name: Comma},
	"not wanted, the value before":                       {Role: NotLast},
	"too: more than is wanted":                           {Role: TooMuch},
	"modal not":                                          {Role: ModalNot},
	"between not and a limit":                            {Role: LimitWord},
	"or":                                                 {Role: OrJoint},
	"and":                                                {Role: AndJoint},
	"asks for nothing":                                   {Role: AsksNothing},
	"not asked for: the car behind":                      {Role: OwnedNext},
	"not asked for: the car before":                      {Role: OwnedLast},
	"between a comparing word and its number":            {Role: BetweenNext},
	"between two numbers":                                {Role: RangeJoint},
	"the number behind is: tens of thousands":            {Role: NamesNext, Name: "tens"},
	"the number behind is: age":                          {Role: NamesNext, Name: "age"},
	"the number behind is: decade":                       {Role: NamesNext, Name: "decade"},
	"not wanted, behind something that is not":           {Role: AlsoNot},
	"name of a field":                                    {Role: NamesField},
	"name of a field: make":                              {Role: NamesField, Name: "make"},
	"name of a field: model":                             {Role: NamesField, Name: "model"},
	"name of a field: trim":                              {Role: NamesField, Name: "trim"},
	"name of a field: color":                             {Role: NamesField, Name: "color"},
	"name of a field: body_type":                         {Role: NamesField, Name: "body_type"},
	"name of a field: fuel_type":                         {Role: NamesField, Name: "fuel_type"},
	"name of a field: transmission":                      {Role: NamesField, Name: "transmission"},
	"name of a field: drivetrain":                        {Role: NamesField, Name: "drivetrain"},
	"name of a field: condition":                         {Role: NamesField, Name: "condition"},
	"name of a field: location":                          {Role: NamesField, Name: "location"},
	"name of a field: currency":                          {Role: NamesField, Name: "currency"},
	"name of a field: status":                            {Role: NamesField, Name: "status"},
	"yes":                                                {Role: SaysYes},
	"no":                                                 {Role: SaysNo},
	"takes back what was said before":                    {Role: TakesBack},
	"need not be: the value behind":                      {Role: MayNext},
	"need not be: the yes or no behind":                  {Role: FlagMayNext},
	"need not be: the value before":                      {Role: MayLast},
	"not asked for, if a wish follows: the car behind":   {Role: OwnsNext},
	"a wish begins":                                      {Role: WishNext},
	"the same car again":                                 {Role: SameAgain},
	"if there is none: the value behind":                 {Role: IfNone},
	"a model year: this one":                             {Role: SaysYear, Name: "this"},
	"a model year: the last one":                         {Role: SaysYear, Name: "last"},
	"a year, behind a word for the model year: this":     {Role: YearWord, Name: "this"},
	"a year, behind a word for the model year: last":     {Role: YearWord, Name: "last"},
	"order: the fewest of what is behind":                {Role: LeastOf},
	`not asked for, before "my" and a car`:               {Role: GivesNext},
	"thousand, behind a limit":                           {Role: LimitThousand},
	"and a half":                                         {Role: HalfMore},
	"between two numbers, behind from":                   {Role: RangeJointOpen},
	"between a number and how far it may differ":         {Role: MarginJoint},
	"only this one, of what was said: the value behind":  {Role: OnlyAgain},
	"closes a letter: the name behind asks for nothing":  {Role: ClosesLetter},
	"preferred: it stays a wish, though it need not be":  {Role: Preferred},
	"begins the name of a person":                        {Role: PersonNext},
	"not wanted, as what stands before the value before": {Role: AlsoNotLast},
	"takes back what was said before the value before":   {Role: CorrectsLast},
	"need be nothing, if: the limit behind":              {Role: Provided},
	"begins the name of a person, if a wish follows":     {Role: PersonNext, Name: Kin},
	"begins the first and last name of a person":         {Role: PersonNext, Name: Introduced},
	"ends the name of whoever writes":                    {Role: PersonLast},
	"begins the name of a street":                        {Role: StreetNext},
	"abbreviations, with a dot behind them":              {Role: Shortened},
	"not asked for: the place behind":                    {Role: PlaceNext},
	"ends the name of a street":                          {Role: StreetLast},
	"put up with: the limit behind":                      {Role: PutsUpNext},
	`any, before what a "but" leaves out`:                {Role: AnyNext},
	"the name of a month":                                {Role: MonthName},
	"if, before what it speaks of":                       {Role: IfNext},
	"speaks of the person: no year of its clause":        {Role: PersonSays, Name: "year"},
	"speaks of the person: no price of its clause":       {Role: PersonSays, Name: "price"},
	"speaks of the person: no mileage of its clause":     {Role: PersonSays, Name: "mileage"},
	"speaks of the person: no place of its clause":       {Role: PersonSays, Name: "location"},
	"speaks of a weight: no pounds of its clause":        {Role: PersonSays, Name: "weight"},
	"speaks of the person: for how long":                 {Role: PersonSays, Name: "since"},
	"speaks of the person: after how long":               {Role: PersonSays, Name: "after"},
	"nothing, behind a sign":                             {Role: NothingSent},
	"changes from one car to another":                    {Role: SwitchLast},
	"changes the rest of its clause":                     {Role: Changes},
	"changes its whole clause":                           {Role: Changes, Name: Whole},
}
