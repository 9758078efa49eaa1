CREATE INDEX feedback_by_tenant ON feedback (tenant_id, sequence);
