"""Every target with the options that change what it writes: what is valid, what an API server takes, and what then runs.

A variant is (target, words). The plan has two phases. Credentials and images are those of the tests that use it."""
CONFIG = ('--config-map', 'shop-pgplumb')
OWNER = ('--database-secret', 'shop-owner/url')
TWO_ROLES = (*OWNER, '--application-secret', 'shop-app/url')
SERVICE = ('--env-from', 'secret/shop', '--env-from', 'configmap/shop')
FLUX = ('--source-url', 'https://git.example.com/shop.git', '--source-path', 'deploy', '--application-path', 'apps/shop')
SIGNED = ('--source', 'oci', '--source-url', 'oci://registry.example.com/shop', '--source-secret', 'pull', '--verify', 'cosign', '--verify-secret', 'keys',
          '--source-path', 'deploy', '--application-path', 'apps/shop', '--application-source', 'gitrepository/app', '--depends-on', 'database')
KEYLESS = ('--source', 'oci', '--source-url', 'oci://registry.example.com/shop', '--source-name', 'shop-oci', '--source-ref', 'stable', '--insecure', '--verify', 'cosign',
           '--verify-issuer', '^https://token.actions.githubusercontent.com$', '--verify-subject', '^https://github.com/acme/shop.*$',
           '--source-path', 'deploy', '--application-path', 'apps/shop', '--flux-namespace', 'apps')
AROUND = ('--network-policy', '--database-port', 'PORT')
# As a log forwarder does, it sends what is there when it is told to end.
LOGS = ('--log-sidecar', 'SIDECAR', '--log-arg=-c', '--log-arg=trap "sleep 2; exit 0" TERM; tail -s 0.2 -n +1 -F /log/pgplumb.jsonl & wait')
PUSHED = ('--monitoring', 'service', '--pushgateway', 'observability/push')
EXTERNAL = ('--secret', 'external', '--secret-store', 'vault', '--secret-remote', 'prod/shop/url')
SEALED = ('--secret', 'sealed', '--sealed-value', 'AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq')
LIMITS = ('--deadline', '10m', '--retries', '0', '--cpu', '75m', '--memory', '96Mi')
WHOLE = (*OWNER, *SERVICE, *LIMITS, '--pull-secret', 'registry', '--service-account', 'migrator', '--release', '2.0.0')

VARIANTS = {
    'flux': ('flux', ()),
    'flux in one phase': ('flux', ('--phase', 'all', *LIMITS, '--ttl', '1h')),
    'flux with everything': ('flux', (*FLUX, *TWO_ROLES, *AROUND, '--pull-secret', 'registry', *CONFIG, *LOGS, *EXTERNAL, '--rbac', '--events', *PUSHED, '--probes', '--application-container', 'web')),
    'flux, signed': ('flux', (*SIGNED, *SERVICE, '--application-env-from', 'secret/shop', '--monitoring', 'pod', '--service-account', 'migrator', '--events')),
    'flux, sealed': ('flux', (*FLUX, *SEALED)),
    'flux, plain': ('flux', ('--secret', 'plain', *KEYLESS, '--release', '2.0.0')),
    'argocd': ('argocd', ()),
    'argocd with everything': ('argocd', (*WHOLE, *AROUND, *CONFIG, *LOGS, *PUSHED)),
    'argocd in one phase': ('argocd', ('--phase', 'all', '--ttl', '1h')),
    'job': ('job', ()),
    'job with everything': ('job', (*WHOLE, *AROUND, *CONFIG, *LOGS, *PUSHED, '--ttl', '1h')),
    'job in one phase': ('job', ('--phase', 'all', '--monitoring', 'pod')),
    'kubes': ('kubes', ()),
    'kubes with everything': ('kubes', (*WHOLE, *CONFIG, *LOGS, '--ttl', '1h')),
    'init': ('init', ()),
    'init with everything': ('init', (*OWNER, *SERVICE, *CONFIG, *LOGS, '--cpu', '75m', '--memory', '96Mi', '--release', '2.0.0')),
    'helm': ('helm', ()),
    'helm with everything': ('helm', WHOLE),
    'helm, as the service': ('helm', SERVICE),
}
