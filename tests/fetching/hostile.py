"""Addresses that would lead a server astray, as attackers spell them. None of them is ever to be dialled."""

LOOPBACK = (
    "http://127.0.0.1/", "http://127.255.255.254/", "http://127.1/", "http://127.0.1/", "http://0/", "http://0.0.0.0/",
    "http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://0177.0.0.1/", "http://0x7f.0.0.1/",
    "http://0x7f.1/", "http://127.0.0.0x1/", "http://1.0x7f000001/", "http://127.000.000.001/", "http://0127.0.0.1/",
    "http://127.0.0.01/", "http://4294967297/", "http://18446744071562067969/", "http://0x/", "http://0x.0x.0/",
    "http://127.0.0.1./", "http://127.0.0.1../", "http://127.0.0.1:80/", "http://127.0.0.1:65536/", "HTTP://127.0.0.1/",
    "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[0000::1]/", "http://[::1%25lo]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:0:127.0.0.1]/", "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/", "http://[64:ff9b:1::7f00:1]/", "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/", "http://[::5efe:127.0.0.1]/", "http://[2a00::5efe:7f00:1]/",
    "http://localhost/", "http://localhost./", "http://LocalHost:8080/", "http://shop.localhost/",
    "http://localhost.localdomain/", "http://ip6-localhost/", "http://loc%61lhost/", "http://%31%32%37.0.0.1/",
)  # fmt: skip
UNICODE = (
    "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://127．0．0．1/", "http://１２７.0.0.1/",  # noqa: RUF001 - that is the trick
    "http://١٢٧.0.0.1/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://localhost。/", "http://loca\u217chost/",
    "http://local\u00adhost/", "http://lo\u200bcalhost/", "http://127.0.0.1\u3002/", "http://xn--a/",
)  # fmt: skip
CLOUDS = (
    "http://169.254.169.254/latest/meta-data/", "http://2852039166/", "http://0xa9fea9fe/", "http://025177524776/",
    "http://0xA9.0xFE.0xA9.0xFE/", "http://169.254.43518/", "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::169.254.169.254]/", "http://[fd00:ec2::254]/", "http://[fd20:ce::254]/",
    "http://169.254.170.2/v2/credentials", "http://100.100.100.200/", "http://168.63.129.16/", "http://192.0.0.192/",
    "http://metadata/", "http://metadata.google.internal/computeMetadata/v1/", "http://metadata.goog/",
    "http://METADATA.google.internal./", "http://instance-data/", "http://instance-data.ec2.internal/",
    "http://rancher-metadata/", "http://kubernetes.default.svc/", "http://kubernetes.default.svc.cluster.local/",
    "http://host.docker.internal/", "http://metadata.tencentyun.com/",
)  # fmt: skip
PRIVATE = (
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.0.1/", "http://100.64.0.1/",
    "http://169.254.0.1/", "http://192.0.2.1/", "http://198.18.0.1/", "http://198.51.100.1/", "http://203.0.113.1/",
    "http://192.88.99.1/", "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/",
    "http://255.255.255.255/", "http://0.1.2.3/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/",
    "http://[fd12:3456::1]/", "http://[fec0::1]/", "http://[ff02::1]/", "http://[100::1]/", "http://[2001:db8::1]/",
    "http://[3fff::1]/", "http://[5f00::1]/", "http://[4000::1]/", "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:100.64.0.1]/", "http://printer.local/", "http://shop.lan/", "http://router.home.arpa/",
    "http://intranet/",
)  # fmt: skip
TRICKS = (
    "http://me@127.0.0.1/", "http://shop.example@127.0.0.1/", "http://shop.example:80@127.0.0.1/",
    "http://me:pw@shop.example/", "http://127.0.0.1#@shop.example/", "http://127.0.0.1\\@shop.example/",
    "http://shop.example\\@127.0.0.1/", "http://shop.example%40127.0.0.1/", "http://127.0.0.1%2f@shop.example/",
    "http://127.0.0.1%00.shop.example/", "http:///127.0.0.1/", "http://[::1/", "http://[v1.x]/", "http://256.1.1.1/",
    "http://1.1.1.1.1/", "http://[::ffff:0x7f.0.0.1]/", "http://127.0.0.1:0/", "http://shop.example:0/",
    "https://shop.example:00/", "https://shop.example:65536/", "http://./", "http://../",
    "file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "dict://127.0.0.1:11211/", "ftp://127.0.0.1/", "ldap://x.example/",
    "jar:http://127.0.0.1!/", "data:text/html,x", "javascript:alert(1)", "unix:/var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/", "about:blank", "ws://shop.example/", "view-source:http://127.0.0.1/",
)  # fmt: skip

HOSTILE = (*LOOPBACK, *UNICODE, *CLOUDS, *PRIVATE, *TRICKS)

HIDDEN = (
    "127.0.0.1", "0.0.0.0", "10.0.0.1", "169.254.169.254", "100.64.0.1", "168.63.129.16", "192.0.0.192",  # noqa: S104 - not bound
    "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fd00:ec2::254", "ff02::1", "fec0::1", "::ffff:127.0.0.1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:7f00:1::", "2a00::5efe:7f00:1", "3fff::1",
)  # fmt: skip
"""What a name may turn out to be once it is looked up."""
