//go:build !libpcap

package capture

import "golang.org/x/sys/unix"

// hardwareTime has an interface's card stamp all that it receives, and tells whether it does. A card
// that stamps some packets alone, those of PTP, is of no use: times of two clocks have no order.
func hardwareTime(name string) bool {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	const clock = unix.SOF_TIMESTAMPING_RX_HARDWARE | unix.SOF_TIMESTAMPING_RAW_HARDWARE
	info, err := unix.IoctlGetEthtoolTsInfo(fd, name)
	if err != nil || info.So_timestamping&clock != clock || info.Rx_filters&(1<<unix.HWTSTAMP_FILTER_ALL) == 0 {
		return false
	}
	now, err := unix.IoctlGetHwTstamp(fd, name)
	switch {
	case err != nil:
		now = &unix.HwTstampConfig{}
	case now.Rx_filter == unix.HWTSTAMP_FILTER_ALL:
		return true
	}
	// What it does with packets that are sent stays as it is.
	now.Rx_filter = unix.HWTSTAMP_FILTER_ALL
	return unix.IoctlSetHwTstamp(fd, name, now) == nil && now.Rx_filter == unix.HWTSTAMP_FILTER_ALL
}
