{{- define "orleans-router.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "orleans-router.environment" -}}
- name: ORLEANS_ROUTER_STORE
  valueFrom: { secretKeyRef: { name: {{ .Values.secretName }}, key: store } }
- name: ORLEANS_ROUTER_KEY_SECRET
  valueFrom: { secretKeyRef: { name: {{ .Values.secretName }}, key: keySecret } }
- name: ORLEANS_ROUTER_ADDRESS
  valueFrom: { fieldRef: { fieldPath: status.podIP } }
{{- end }}

{{- define "orleans-router.probes" -}}
startupProbe:
  httpGet: { path: /readyz, port: http }
  failureThreshold: 60
  periodSeconds: 2
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
livenessProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 10
{{- end }}

{{- define "orleans-router.security" -}}
runAsNonRoot: true
readOnlyRootFilesystem: true
allowPrivilegeEscalation: false
capabilities: { drop: [ALL] }
{{- end }}
