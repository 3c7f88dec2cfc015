package demo

import "fmt"

const (
	// vinLetters are the characters of a VIN. It has no I, O and Q, because they look like digits.
	vinLetters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
	// vinYears are the codes of the model years from 1980 on. They repeat after 30 years.
	vinYears = "ABCDEFGHJKLMNPRSTVWXY123456789"
	// vinValues are the values of A to Z. 0 marks the letters that no VIN has.
	vinValues = "12345678012345070923456789"
	// serials is how many numbers the last six positions can hold. serialStep has no common factor with it, so that
	// stepping by it visits every number once, in no visible order.
	serials    = 1_000_000
	serialStep = 618_033
)

// vinWeight is the weight of a position, counted from 0, in the check digit.
func vinWeight(position int) int {
	return int("\x08\x07\x06\x05\x04\x03\x02\x0a\x00\x09\x08\x07\x06\x05\x04\x03\x02"[position])
}

// VINCheckDigit returns the check digit, '0' to '9' or 'X', that position 9 of a vehicle identification number must
// have (ISO 3779, 49 CFR 565.15). The character that is there does not matter. It returns an error if vin does not have
// 17 characters, or has one that no VIN has: a lower-case letter, I, O, Q or a sign.
func VINCheckDigit(vin string) (byte, error) {
	if len(vin) != 17 {
		return 0, fmt.Errorf("VIN %q has %d characters instead of 17", vin, len(vin))
	}
	sum := 0
	for i := range len(vin) {
		weight := vinWeight(i)
		var value int
		switch c := vin[i]; {
		case weight == 0:
			continue
		case c >= '0' && c <= '9':
			value = int(c - '0')
		case c >= 'A' && c <= 'Z' && vinValues[c-'A'] != '0':
			value = int(vinValues[c-'A'] - '0')
		default:
			return 0, fmt.Errorf("VIN %q has %q at position %d", vin, c, i+1)
		}
		sum += weight * value
	}
	return "0123456789X"[sum%11], nil
}

// putVIN writes the 17 characters for the nth vehicle. Position 5 repeats every 33 vehicles, and the serial number
// every million. They have no common factor, so a VIN repeats only after 33 million vehicles, whatever the model.
func putVIN(vin []byte, m *model, d *drive, year, n, offset int, plant byte) {
	copy(vin, m.wmi)
	vin[3] = vinLetters[m.vds[0]%len(vinLetters)]
	vin[4] = vinLetters[n%len(vinLetters)]
	vin[5] = vinLetters[m.vds[1]%len(vinLetters)]
	// 49 CFR 565.15: position 7 is a letter from model year 2010 on and a digit before. That tells the two rounds of the
	// year codes apart.
	if year >= 2010 {
		vin[6] = vinLetters[m.vds[2]%23]
	} else {
		vin[6] = '0' + byte(m.vds[2]%10)
	}
	vin[7] = d.engine
	vin[9] = vinYears[(year-1980)%len(vinYears)]
	vin[10] = plant
	serial := (int64(n%serials)*serialStep + int64(offset)) % serials
	for i := 16; i > 10; i-- {
		vin[i] = '0' + byte(serial%10)
		serial /= 10
	}
	sum := 0
	for i, c := range vin {
		if c >= 'A' {
			c = vinValues[c-'A']
		}
		sum += vinWeight(i) * int(c-'0')
	}
	vin[8] = "0123456789X"[sum%11]
}
