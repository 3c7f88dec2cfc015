package stock

import "github.com/sony/gobreaker/v2"

// ServerState is how a server of the source does.
type ServerState struct {
	Host string
	// Down means that the server keeps failing, and is left alone until a probe is answered.
	Down bool
	// Behind means that its rows are too old to be read.
	Behind bool
	// Reason is why it failed last; nil if it has answered since.
	Reason error
}

// States returns how each server of the source does.
func (f *Failover) States() []ServerState {
	list := make([]ServerState, len(f.servers))
	for i, s := range f.servers {
		list[i] = ServerState{
			Host: s.Host, Reason: s.failure(),
			Down: s.breaker.State() != gobreaker.StateClosed, Behind: s.Fresh != nil && !s.Fresh(),
		}
	}
	return list
}
