"""The names that LiteLLM's proxy knows (read off version 1.106.2)."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STRATEGIES = frozenset(
    (
        "cost-based-routing",
        "lar1",
        "latency-based-routing",
        "least-busy",
        "priority",
        "provider-budget-routing",
        "simple-shuffle",
        "usage-based-routing",
        "usage-based-routing-v2",
    )
)

TOP = _words(
    "agent_list agents assistant_settings callback_settings classifier_plugin credential_list "
    "default_vertex_config environment_variables files_settings finetune_settings "
    "general_settings guardrails include litellm_settings mcp_aliases mcp_servers mcp_tools "
    "model_group_alias model_list pass_through_endpoints plugins policies policy_attachments "
    "prompts router_settings sandbox_tools search_tools vector_store_registry worker_registry "
)

DEFAULT_RETRIES = "DEFAULT_MAX_RETRIES"
"""A setting that stands in where max_retries is 0 and vectors are asked of OpenAI."""

ROUTER = _words(
    "alerting_config allowed_fails allowed_fails_policy assistants_config "
    "auto_router_capability_limit background_health_check_model_groups cache_kwargs "
    "cache_responses caching_groups client_ttl content_policy_fallbacks "
    "context_window_fallbacks cooldown_time debug_level default_fallbacks "
    "default_litellm_params default_max_parallel_requests default_priority "
    "deployment_affinity_ttl_seconds disable_cooldowns enable_health_check_routing "
    "enable_pre_call_checks enable_tag_filtering enable_weighted_failover "
    "fallback_access_check fallback_budget_check fallbacks guardrail_list "
    "health_check_ignore_transient_errors health_check_staleness_threshold "
    "ignore_invalid_deployments max_fallbacks model_group_affinity_config model_group_alias "
    "model_group_retry_policy model_list num_retries optional_pre_call_checks plugins "
    "polling_interval provider_budget_config redis_db redis_host redis_password redis_port "
    "redis_url retry_after retry_policy router_general_settings routing_groups "
    "routing_strategy routing_strategy_args search_tools set_verbose stream_timeout "
    "tag_filtering_match_any tag_routing_prefix timeout "
)

GENERAL = _words(
    "admin_only admission_queue_timeout_seconds alert_to_webhook_url alert_type_config "
    "alert_types alerting alerting_args alerting_threshold "
    "allow_cli_sso_verification_uri_complete allow_unmanaged_response_ids allow_user_auth "
    "allowed_file_extensions allowed_ips allowed_routes apply_user_budget_to_team_keys "
    "background_health_check_model_groups background_health_checks blocked_file_extensions "
    "cancel_on_disconnect claude_code_gateway_managed_settings completion_model "
    "control_plane_url coordination_redis custom_auth custom_auth_run_common_checks "
    "custom_key_generate custom_key_policy custom_key_update custom_sso "
    "custom_team_metadata_validate custom_ui_sso_sign_in_handler "
    "dangerously_permit_weak_or_unset_master_key database_args database_connect_timeout "
    "database_connection_pool_limit database_connection_timeout "
    "database_disable_prepared_statements database_extra_connection_params "
    "database_max_idle_connection_lifetime database_socket_timeout database_type database_url "
    "disable_auto_add_proxy_admin_to_teams disable_budget_reservation "
    "disable_env_credential_login disable_model_info_refresh "
    "disable_password_login_when_sso_enabled disable_prisma_schema_update "
    "disable_reset_budget disable_responses_id_security "
    "disable_retry_on_max_parallel_request_limit_error disable_spend_logs "
    "enable_claude_code_gateway enable_health_check_routing enable_jwt_auth "
    "enable_openai_websocket_passthrough enable_public_model_hub "
    "enforce_fallback_model_access enforced_params expose_fallback_errors_to_caller "
    "fail_closed_budget_enforcement fail_closed_rate_limit_enforcement "
    "failed_login_block_seconds failed_login_window_seconds forward_client_headers_to_llm_api "
    "global_max_parallel_requests health_check_concurrency health_check_details "
    "health_check_ignore_transient_errors health_check_interval "
    "health_check_skip_disabled_background_models health_check_staleness_threshold "
    "include_call_id_in_error_body infer_model_from_keys key_management_settings "
    "key_management_system litellm_jwtauth litellm_key_header_name litellm_license master_key "
    "max_batch_file_records max_batch_file_size_mb max_batch_file_uploads_per_day "
    "max_failed_login_attempts_per_source max_failed_login_attempts_per_source_overrides "
    "max_file_downloads_per_minute max_file_size_mb max_in_flight_requests_per_worker "
    "max_parallel_requests max_queued_requests_per_worker max_request_size_mb "
    "max_response_size_mb maximum_autorouter_session_retention_period "
    "maximum_daily_tag_spend_retention_period maximum_health_check_retention_period "
    "maximum_spend_logs_cleanup_batch_size maximum_spend_logs_cleanup_batch_timeout "
    "maximum_spend_logs_cleanup_cron maximum_spend_logs_cleanup_max_batches "
    "maximum_spend_logs_cleanup_run_budget maximum_spend_logs_retention_interval "
    "maximum_spend_logs_retention_period mcp_advertised_versions mcp_allowed_clients "
    "mcp_client_id_header mcp_internal_ip_ranges mcp_prefer_client_id_metadata_document "
    "mcp_required_fields mcp_trusted_proxy_ranges mcp_xff_num_trusted_hops missing_session_id "
    "model_list_healthy_only otel pass_through_endpoints pass_through_request_timeout "
    "password_policy_min_length password_policy_require_lowercase "
    "password_policy_require_numbers password_policy_require_special_characters "
    "password_policy_require_uppercase plugins provider_url_destination_allowed_hosts "
    "proxy_batch_write_at proxy_config_reload_interval_seconds "
    "reject_clientside_metadata_tags responses_websocket_session_limit_seconds "
    "role_permissions scheduled_job_stagger search_tool_deny_by_default service_callback "
    "spend_capture_rate_check spend_logs_metadata_fields spend_report_frequency "
    "store_model_in_db store_prompts_in_spend_logs supported_db_objects team_metadata_schema "
    "tracing track_unmanaged_batch_cost transcribe_media_buckets trusted_proxy_ranges "
    "ui_access_mode use_azure_key_vault use_google_kms use_redis_transaction_buffer "
    "use_shared_health_check use_spend_logs_partitioning user_api_key_cache_max_size "
    "user_api_key_cache_ttl user_header_mappings user_header_name user_mcp_management_mode "
    "user_url_allowed_hosts user_url_validation vector_store_deny_by_default "
)

PROVIDERS = _words(
    "a2a a2a_agent ai21 ai21_chat aiml aiohttp_openai amazon_nova anthropic anthropic_text "
    "apertis assemblyai auto_router aws_polly aws_textract azure azure_ai azure_speech "
    "azure_text baseten bedrock bedrock_mantle black_forest_labs bytez cerebras "
    "charity_engine chatgpt chutes clarifai cloudflare codestral cognition cohere cohere_chat "
    "cometapi compactifai cortecs cursor custom custom_openai darkbloom dashscope databricks "
    "datarobot deepgram deepinfra deepseek docker_model_runner dotprompt edenai elevenlabs "
    "empower fal_ai featherless_ai fireworks_ai friendliai galadriel gdc gemini gigachat "
    "github github_copilot gradient_ai groq helicone heroku hosted_vllm huggingface humanloop "
    "hyperbolic inception infinity jina_ai lambda_ai langflow langfuse langgraph lemonade "
    "libertai litellm_agent litellm_proxy llamafile lm_studio manus maritalk meta meta_llama "
    "milvus minimax mistral modelscope mongodb moonshot morph nadir nano-gpt nebius "
    "neosantara nlp_cloud novita nscale nvidia_nim nvidia_riva oci ollama ollama_chat "
    "oobabooga openai openai_like openrouter ovhcloud parasail perplexity petals pg_vector "
    "pinstripes poe predibase prism publicai qwen_ai_platform qwencloud ragflow recraft "
    "reducto reka replicate runwayml s3_vectors sagemaker sagemaker_chat sagemaker_nova sail "
    "sambanova sap scaleway scx-ai snowflake soniox stability strands_decider synthetic "
    "tencent tensormesh text-completion-codestral text-completion-inception "
    "text-completion-openai "
    " "
    " together_ai topaz transcribe triton typesafe v0 valkey vercel_ai_gateway "
    "vertex_ai vertex_ai_beta vllm volcengine voyage wandb watsonx watsonx_text xai "
    "xiaomi_mimo xinference zai "
)
