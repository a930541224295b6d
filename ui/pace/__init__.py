"""A coder's own pace: active time by article."""
