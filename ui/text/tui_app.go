package text

// App are the texts of the screen about Android apps and of the dialog that shows
// how SDKs are configured. What the commands say too is in [Android].
type App struct {
	Title, Intro string
	TypePassword string
	Fields       map[string]string
	Hints        map[string]string // in an empty field

	ConfigurationOf func(profile string) string
	Configuration   func(language string) string
	FromEnvironment string
}

var appZH = App{
	Title: "Android 应用签名",
	Intro: "输入或拖入文件，回车读出：APK、AAB、密钥库（JKS、JCEKS、PKCS#12）或签名证书（PEM、DER、PKCS#7）。" +
		"没有文件也可以：填上登记的包名和应用签名，边填边核对；下面是清单和返回码。",
	TypePassword:    "打开密钥库需要密码：输入后回车。密码不会保存",
	Fields:          map[string]string{"path": "文件", "password": "密钥库密码", "package": "登记的包名", "registered": "登记的应用签名"},
	Hints:           map[string]string{"path": "路径，~ 是主目录", "password": "storePassword", "package": "com.example.app", "registered": "32 位小写十六进制"},
	ConfigurationOf: func(profile string) string { return "SDK 配置 · " + profile },
	Configuration:   func(language string) string { return language + " 配置" },
	FromEnvironment: "密钥从环境变量读取",
}

var appEN = App{
	Title: "Android application signature",
	Intro: "Type or drop a file and press enter: an APK, an AAB, a keystore (JKS, JCEKS, PKCS#12) or the signing certificate (PEM, DER, PKCS#7). " +
		"It works without a file too: fill in the registered package name and signature, and they are checked while you type. Checklist and result codes follow.",
	TypePassword:    "This keystore needs its password: type it and press enter. It is not kept",
	Fields:          map[string]string{"path": "file", "password": "store password", "package": "registered package name", "registered": "registered signature"},
	Hints:           map[string]string{"path": "a path, ~ is the home folder", "password": "storePassword", "package": "com.example.app", "registered": "32 lower-case hexadecimal digits"},
	ConfigurationOf: func(profile string) string { return "SDK configuration · " + profile },
	Configuration:   func(language string) string { return language + " configuration" },
	FromEnvironment: "secrets come from the environment",
}
