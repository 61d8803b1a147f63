{{- define "mailswitch.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 40 characters, so that every name made of it fits into a label. */}}
{{- define "mailswitch.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "mailswitch.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What selects pods; never changes over the life of a release. Takes {root, component}. */}}
{{- define "mailswitch.selector" -}}
app.kubernetes.io/name: {{ include "mailswitch.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Labels of an object. Takes {root, component}. */}}
{{- define "mailswitch.labels" -}}
{{ include "mailswitch.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Takes {root, image}. */}}
{{- define "mailswitch.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ default .root.Chart.AppVersion .image.tag }}
{{- end -}}
{{- end -}}

{{- define "mailswitch.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "mailswitch.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "mailswitch.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "mailswitch.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
privileged: false
capabilities:
  drop: [ALL]
{{- end -}}

{{/* One variable from a key of a Secret. Takes {name, secret, key}. */}}
{{- define "mailswitch.fromSecret" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end -}}

{{/* Where the database is: all that the migration needs. */}}
{{- define "mailswitch.databaseEnv" -}}
{{- $database := .Values.database -}}
{{ include "mailswitch.fromSecret" (dict "name" "MAILSWITCH_DATABASE_URL" "secret" $database.secretName "key" $database.urlKey) }}
{{ include "mailswitch.fromSecret" (dict "name" "MAILSWITCH_DATABASE_USER" "secret" $database.secretName "key" $database.userKey) }}
{{ include "mailswitch.fromSecret" (dict "name" "MAILSWITCH_DATABASE_PASSWORD" "secret" $database.secretName "key" $database.passwordKey) }}
{{- end -}}

{{/* Variables of both services. Takes {root, part}. */}}
{{- define "mailswitch.serviceEnv" -}}
{{- $values := .root.Values -}}
{{ include "mailswitch.databaseEnv" .root }}
{{ include "mailswitch.fromSecret" (dict "name" "MAILSWITCH_SEALING_KEYS" "secret" $values.keys.secretName "key" $values.keys.sealingKeysKey) }}
{{ include "mailswitch.fromSecret" (dict "name" "MAILSWITCH_TOKEN_SECRETS" "secret" $values.keys.secretName "key" $values.keys.tokenSecretsKey) }}
- name: MAILSWITCH_KAFKA
  value: {{ $values.kafka.bootstrapServers | quote }}
{{- with $values.publicUrl }}
- name: MAILSWITCH_PUBLIC_URL
  value: {{ . | quote }}
{{- end }}
{{- with $values.outgoing.allowedCidrs }}
- name: MAILSWITCH_OUTGOING_ALLOWED_CIDRS
  value: {{ join "," . | quote }}
{{- end }}
{{- with .part.javaOpts }}
- name: JAVA_OPTS
  value: {{ . | quote }}
{{- end }}
{{- with .part.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Annotations of a pod. Takes {root, part, port}. */}}
{{- define "mailswitch.podAnnotations" -}}
{{- $annotations := dict -}}
{{- if .root.Values.monitoring.annotations -}}
{{- $annotations = dict "prometheus.io/scrape" "true" "prometheus.io/path" "/q/metrics" "prometheus.io/port" (toString .port) -}}
{{- end -}}
{{- $annotations = merge (deepCopy .part.podAnnotations) $annotations -}}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Where pods of a part may go. Takes {root, part, component}. */}}
{{- define "mailswitch.placement" -}}
{{- with .part.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
topologySpreadConstraints:
{{- if .part.topologySpreadConstraints }}
  {{- toYaml .part.topologySpreadConstraints | nindent 2 }}
{{- else }}
{{- $selector := include "mailswitch.selector" (dict "root" .root "component" .component) }}
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- $selector | nindent 8 }}
{{- end }}
{{- end }}
{{- end -}}
