# What a process may do in the sandbox of quantum-harvest-brain.service, line by line of the unit. Run by try-under-systemd.sh with
# the unit's own settings, as its ExecStart; prints OK or FAIL, the setting, and what was seen.
use strict;
use warnings;
use Errno qw(EPERM EACCES EROFS EAFNOSUPPORT EAGAIN);
use POSIX ();
use Socket;

my %call = $ARGV[0] eq 'aarch64'
    ? (mmap => 222, mprotect => 226, unshare => 97, personality => 92, sched_setscheduler => 119, sethostname => 161, clock_settime => 112,
       syslog => 116, init_module => 105, mount => 40, setns => 268, prctl => 167)
    : (mmap => 9, mprotect => 10, unshare => 272, personality => 135, sched_setscheduler => 144, sethostname => 170, clock_settime => 227,
       syslog => 103, init_module => 175, mount => 165, setns => 308, prctl => 157);
my $failed = 0;

sub report {
    my ($good, $setting, $seen) = @_;
    $failed++ unless $good;
    printf "%-4s  %-24s  %s\n", $good ? 'OK' : 'FAIL', $setting, $seen;
}

# A system call that must be refused, and with which errors it may be.
sub refused {
    my ($setting, $name, $errors, @arguments) = @_;
    $! = 0;
    my $result = syscall($call{$name}, @arguments);
    my $error = $! + 0;
    report($result == -1 && grep({ $_ == $error } @$errors), $setting, "$name: " . ($result == -1 ? "$!" : 'allowed'));
}

sub slurp { open(my $file, '<', $_[0]) or return ''; local $/; return <$file> // '' }

sub status { return slurp('/proc/self/status') =~ /^$_[0]:\s*(\S+)/m ? $1 : '?' }

sub cannot_write {
    my ($setting, $path) = @_;
    my $written = open(my $file, '>', $path);
    report(!$written, $setting, "writing $path: " . ($written ? 'allowed' : "$!"));
    unlink $path if $written;
}

report(getpwuid($>) eq 'harvest-brain', 'User', 'runs as ' . getpwuid($>));
report(umask == 0077, 'UMask', sprintf('%04o', umask));
report(status('NoNewPrivs') eq '1', 'NoNewPrivileges', 'NoNewPrivs ' . status('NoNewPrivs'));
report(status('CapBnd') =~ /^0+$/, 'CapabilityBoundingSet', 'CapBnd ' . status('CapBnd'));
report(status('CapAmb') =~ /^0+$/, 'AmbientCapabilities', 'CapAmb ' . status('CapAmb'));
cannot_write('ProtectSystem', $_) for '/usr/probe', '/etc/probe', '/var/lib/probe', '/opt/quantum/harvest-brain/probe';
for my $home ('/root', '/home') {
    my @seen = glob("$home/* $home/.[a-z]*");
    report(!@seen, 'ProtectHome', "$home: " . (@seen ? "@seen" : 'nothing to be seen'));
}
report(!-e '/tmp/seen-by-all', 'PrivateTmp', '/tmp/seen-by-all ' . (-e '/tmp/seen-by-all' ? 'is seen' : 'is not seen'));
report(!-e '/dev/seen-by-all', 'PrivateDevices', '/dev/seen-by-all ' . (-e '/dev/seen-by-all' ? 'is seen' : 'is not seen'));
my $map = slurp('/proc/self/uid_map');
report($map !~ /^\s*0\s+0\s+[1-9]\d{4}/, 'PrivateUsers', 'uid_map ' . join(', ', map { join ' ', split } split /\n/, $map));
refused('ProtectHostname', 'sethostname', [EPERM], 'other', 5);
refused('ProtectClock', 'clock_settime', [EPERM], 0, pack('qq', 0, 0));
cannot_write('ProtectKernelTunables', '/proc/sys/kernel/core_pattern');
refused('ProtectKernelModules', 'init_module', [EPERM], '', 0, '');
refused('ProtectKernelLogs', 'syslog', [EPERM], 3, '', 0);
report(!mkdir('/sys/fs/cgroup/probe'), 'ProtectControlGroups', "mkdir /sys/fs/cgroup/probe: $!");
report(!-e '/proc/1', 'ProtectProc', '/proc/1 ' . (-e '/proc/1' ? 'is seen' : 'is not seen'));
report(!-e '/proc/cpuinfo', 'ProcSubset', '/proc/cpuinfo ' . (-e '/proc/cpuinfo' ? 'is seen' : 'is not seen'));
report(socket(my $inet, AF_INET, SOCK_STREAM, 0), 'RestrictAddressFamilies', 'AF_INET: allowed');
report(!socket(my $netlink, 16, SOCK_RAW, 0) && $! == EAFNOSUPPORT, 'RestrictAddressFamilies', "AF_NETLINK: $!");
refused('RestrictNamespaces', 'unshare', [EPERM], 0x10000000); # CLONE_NEWUSER
refused('RestrictRealtime', 'sched_setscheduler', [EPERM], 0, 1, pack('i', 1)); # SCHED_FIFO
my $log = '/var/log/quantum-harvest-brain/probe';
my $made = open(my $own, '>', $log);
report($made, 'LogsDirectory', "writing $log: " . ($made ? 'allowed' : "$!"));
report(!chmod(04755, $log), 'RestrictSUIDSGID', "chmod u+s: $!");
unlink $log;
refused('LockPersonality', 'personality', [EPERM], 8); # PER_LINUX32
refused('SystemCallFilter', 'mount', [EPERM], 'none', '/tmp', 'tmpfs', 0, 0);
refused('MemoryDenyWriteExecute', 'mmap', [EPERM, EACCES], 0, 4096, 7, 0x22, -1, 0); # readable, writable, executable
my $page = syscall($call{mmap}, 0, 4096, 3, 0x22, -1, 0);
refused('MemoryDenyWriteExecute', 'mprotect', [EPERM, EACCES], $page, 4096, 5); # made executable later
socket(my $udp, AF_INET, SOCK_DGRAM, 0);
report(defined send($udp, 'x', 0, pack_sockaddr_in(9, inet_aton('127.0.0.1'))), 'IPAddressAllow', 'to 127.0.0.1: allowed');
my $sent = send($udp, 'x', 0, pack_sockaddr_in(9, inet_aton('192.0.2.1')));
report(!defined $sent && $! == EPERM, 'IPAddressDeny', 'to 192.0.2.1: ' . (defined $sent ? 'allowed' : "$!"));
report((POSIX::sysconf(POSIX::_SC_OPEN_MAX()) // 0) == 1024, 'LimitNOFILE', POSIX::sysconf(POSIX::_SC_OPEN_MAX()) . ' files');
my @children;
while (@children < 100) {
    my $child = fork;
    last unless defined $child;
    if ($child == 0) { sleep 60; POSIX::_exit(0) }
    push @children, $child;
}
my $forked = @children;
kill 'KILL', @children;
waitpid($_, 0) for @children;
report($forked < 64, 'TasksMax', "$forked processes beside this one");
exit($failed ? 1 : 0);
