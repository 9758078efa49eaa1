{{- /* What pods of a role are found by, given as (list scope role). */}}
{{- define "orleans-router.selector" -}}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "orleans-router.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- /* The settings of a role, given as (list scope role): those of the chart under those of the values. In a cluster, tasks run on silos: a
gateway refuses to be given workers. */}}
{{- define "orleans-router.settings" -}}
{{- $scope := index . 0 }}
{{- $values := $scope.Values }}
{{- $given := deepCopy $values.settings }}
{{- if hasKey $given "shutdownTimeout" }}
{{- fail "settings.shutdownTimeout: set shutdownSeconds instead, which the grace that pods get follows from" }}
{{- end }}
{{- if and (hasKey $given "orleans") (not $values.silo.enabled) }}
{{- fail "settings.orleans: without silos no process knows it; set silo.enabled, or leave it out" }}
{{- end }}
{{- if and (hasKey $given "jobs") $values.silo.enabled (eq (index . 1) "gateway") }}
{{- $_ := unset $given.jobs "workers" }}
{{- end }}
{{- $seconds := int $values.shutdownSeconds }}
{{- $settings := dict
      "store" "${ORLEANS_ROUTER_STORE}"
      "urls" "http://0.0.0.0:8080"
      "simulatedPool" false
      "shutdownTimeout" (printf "%02d:%02d:%02d" (div $seconds 3600) (div (mod $seconds 3600) 60) (mod $seconds 60)) }}
{{- if $values.silo.enabled }}
{{- $_ := set $settings "orleans" (dict "role" (index . 1) "membership" "postgres" "clusterId" $scope.Release.Name) }}
{{- if eq (index . 1) "silo" }}
{{- $_ := set $settings.orleans "advertisedAddress" "${ORLEANS_ROUTER_ADDRESS}" }}
{{- end }}
{{- end }}
{{- mergeOverwrite $settings $given | toPrettyJson }}
{{- end }}

{{- /* What the pods of both roles share, given as (list scope role): all but the containers. */}}
{{- define "orleans-router.pod" -}}
{{- $scope := index . 0 }}
{{- $values := $scope.Values -}}
# A process may take its time twice: for requests under way, and to leave the cluster.
terminationGracePeriodSeconds: {{ add $values.drainSeconds (mul 2 $values.shutdownSeconds) 5 }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  seccompProfile: { type: RuntimeDefault }
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "orleans-router.selector" . | nindent 8 }}
volumes:
  - name: settings
    configMap: { name: {{ $scope.Release.Name }}-settings }
  - name: temporary
    emptyDir: { sizeLimit: {{ $values.temporaryStorage }} }
{{- with $values.pod }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* What the containers of both roles share. */}}
{{- define "orleans-router.container" -}}
image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
imagePullPolicy: {{ .Values.image.pullPolicy }}
env:
  - name: ORLEANS_ROUTER_STORE
    valueFrom: { secretKeyRef: { name: {{ .Values.secretName }}, key: store } }
  - name: ORLEANS_ROUTER_KEY_SECRET
    valueFrom: { secretKeyRef: { name: {{ .Values.secretName }}, key: keySecret } }
  - name: ORLEANS_ROUTER_ADDRESS
    valueFrom: { fieldRef: { fieldPath: status.podIP } }
volumeMounts:
  - { name: settings, mountPath: /settings, readOnly: true }
  - { name: temporary, mountPath: /tmp }
# Started is who listens. A gateway without a default policy is not ready, and must live long enough to be given one.
startupProbe:
  httpGet: { path: /healthz, port: http }
  failureThreshold: 60
  periodSeconds: 2
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
  timeoutSeconds: 3
livenessProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
{{- if semverCompare ">=1.30.0-0" .Capabilities.KubeVersion.Version }}
lifecycle:
  preStop: { sleep: { seconds: {{ .Values.drainSeconds }} } }
{{- end }}
securityContext:
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities: { drop: [ALL] }
{{- end }}
