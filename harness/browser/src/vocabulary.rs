//! The words of sign-in pages: data, by meaning and language.
//!
//! Words are in lower case and without accents, separated by commas. Each is searched at the start of a word of the text; a `|`
//! at its end means that the word must end there as well. Words in kana or han are searched anywhere.

/// The meaning of a word on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Meaning {
    /// Grants the request.
    Allow,
    /// Denies the request.
    Deny,
    /// Signs in.
    LogIn,
    /// Continues.
    Next,
    /// Reports an error.
    Error,
    /// Reports a success, or what to do with its result.
    Done,
    /// Creates an account.
    SignUp,
    /// Signs out.
    SignOut,
    /// Is irreversible: deletes, revokes, pays, changes a password.
    Destructive,
    /// Searches.
    Search,
    /// Subscribes to a newsletter, sends feedback.
    Subscribe,
    /// Is about cookies and tracking.
    Cookies,
    /// Is about a client that wants access.
    Access,
    /// Is about choosing an account.
    Accounts,
    /// Is about a one-time code.
    Code,
    /// Names the user.
    User,
    /// Is secondary: sends a code again, selects a language, offers help.
    Secondary,
    /// Is about a captcha.
    Captcha,
    /// Is about terms that are binding for the user.
    Terms,
    /// Is about staying signed in.
    StaySignedIn,
    /// Reports a failed attempt.
    Complaint,
    /// Confirms a choice.
    Confirm,
    /// Is about a password.
    Password,
    /// Has a new password chosen.
    NewPassword,
    /// Greets a user with an account.
    ExistingAccount,
    /// Names another way to log in: "with Acme", "by text message".
    OtherMethod,
    /// Submits a code.
    Verify,
    /// Is about a client that wants access, and nothing else.
    Wants,
}

/// Every word, one line per language, after the code of the language: English, German, French, Spanish, Italian, Portuguese,
/// Dutch, Polish, Japanese, Chinese.
pub(super) const VOCABULARY: &[(Meaning, &str)] = &[
    (
        Meaning::Allow,
        "en allow, authoriz, authoris, approve, approval, accept, grant, permit|, yes|, agree, consent, confirm, give access
         de zulassen, erlaub, autorisier, akzeptier, annehmen, zustimm, genehmig, gewahren, bestatig, ja|, einverstanden, freigeben
         fr autoriser|, accepter, accepte|, permettre, approuver, oui|, j'accepte, j'autorise, consentir, confirmer, accorder, valider
         es permitir, autorizar, aceptar, aprobar, si|, acepto, conceder, confirmar, consentir
         it consenti|, consentire, consento, autorizza, accett, approva, permetti, conferma, concedi
         pt permitir, autorizar, aceitar, aceito, aprovar, sim|, concordo, concordar, conceder, confirmar
         nl toestaan, accepteren, akkoord, goedkeuren, machtigen, bevestigen, verlenen, ja|
         pl zezwol, zezwal, akceptuj, autoryzuj, zatwierdz, tak|, zgadzam, wyrazam zgode, potwierdz
         ja 許可, 承認, 同意, はい, 認可, 許諾
         zh 允许, 允許, 授权, 授權, 接受, 批准, 确认, 確認, 同意",
    ),
    (
        Meaning::Deny,
        "en deny, denied|, cancel, decline, reject, refuse, no|, don't, do not, disallow, abort, not now, disagree, block|, dismiss, go back
         de ablehn, abbrech, verweiger, nicht, nein|, zuruckweisen, abbruch, verbieten
         fr refuser, annuler, ne pas, non|, rejeter, interdire, je refuse, decliner
         es denegar, rechazar, cancelar, no permitir, negar, anular
         it rifiut, annulla, nega|, non consentire, negare
         pt recusar, nao|, rejeitar, cancelar, negar
         nl weigeren, annuleren, afwijzen, nee|, niet|, weiger|
         pl odmow, odmaw, anuluj, odrzuc, nie|
         ja 拒否, 許可しない, キャンセル, いいえ, 拒絶, 同意しない, 承認しない, 取り消, 中止
         zh 拒绝, 拒絕, 取消, 不允许, 不允許, 不同意, 否, 不授权",
    ),
    (
        Meaning::LogIn,
        "en log in, login, log on, logon, sign in, signin|, sign on, sign-in, authenticate
         de anmelden, anmeldung, einloggen, melden sie sich
         fr connexion, connecter, se connecter, connectez, s'identifier, identifiez
         es iniciar sesion, inicia sesion, inicie sesion, acceder, ingresar, inicio de sesion, entrar
         it accedi, accesso, entra|, autenticati
         pt entrar, iniciar sessao, fazer login, inicie sessao, acessar|
         nl aanmelden, inloggen, meld u aan
         pl zaloguj, logowanie
         ja ログイン, サインイン
         zh 登录, 登錄, 登入, 登陆",
    ),
    (
        Meaning::Next,
        "en continue, next, proceed, go on, submit, click here
         de weiter, fortfahren, fortsetzen, absenden
         fr continuer, suivant, poursuivre, envoyer
         es continuar, siguiente, seguir|, enviar
         it continua, avanti, prosegui, invia|
         pt continuar, proximo, avancar, seguinte, prosseguir
         nl doorgaan, volgende, verder, ga door
         pl dalej, kontynuuj, nastepn, przejdz
         ja 続行, 次へ, 続ける, 進む, 送信
         zh 继续, 繼續, 下一步, 提交",
    ),
    (
        Meaning::Error,
        "en error, invalid, went wrong, failed, failure, denied, forbidden, not found, bad request, expired, unauthorized, mismatch,
         en unable to, could not, cannot be, not allowed, oops, unexpected, missing, not right
         de fehler, ungultig, fehlgeschlagen, abgelaufen, verweigert, nicht gefunden, stimmt etwas nicht, etwas stimmt nicht, schiefgegangen
         fr erreur, invalide, echec, echoue, expire|, expiree|, introuvable
         es error, fallo, no valid, invalid, caducad, expirad, denegado
         it errore, non valid, fallit, scadut, negato
         pt erro|, falhou, invalid, expirou, expirad, negado
         nl fout, ongeldig, mislukt, verlopen, geweigerd
         pl blad, nieprawidlow, niepowodzenie, wygasl, odmowa dostepu
         ja エラー, 無効, 失敗, 期限切れ, 不正な
         zh 错误, 錯誤, 无效, 無效, 失败, 失敗, 过期, 過期",
    ),
    (
        Meaning::Done,
        "en success, succeeded, created, saved, stored, copy, keep it, write it down
         de erfolgreich, gespeichert, angelegt, erstellt, kopier
         fr succes, cree|, enregistre, copiez
         es exito, cread, guardad, copie, copia|
         it successo, creato, creata, salvato, copia|
         pt sucesso, criad, salvo|, copie
         nl gelukt, opgeslagen, aangemaakt, kopieer
         pl sukces, utworzon, zapisan, skopiuj
         ja 成功, 完了, コピー
         zh 成功, 已创建, 复制, 複製",
    ),
    (
        Meaning::SignUp,
        "en sign up, signup, register, registration, create account, create an account, create your account, create new account,
         en create my account, join, complete your, finish signing, new here, new customer, free trial, trial|
         de registrier, konto erstellen, konto anlegen, neues konto
         fr inscri, creer un compte, creer votre compte, creer mon compte, s'inscrire
         es registrar, registrate, registro, crear cuenta, crear una cuenta, crea tu cuenta
         it registrati, registrazione, crea account, crea un account, iscriviti
         pt registe, registar, criar conta, criar uma conta, cadastr
         nl registreren, registreer, account aanmaken
         pl zarejestruj, rejestracja, zaloz konto, utworz konto
         ja 新規登録, アカウントを作成, 登録する, 会員登録
         zh 注册, 註冊, 创建账户, 创建帐户, 建立帳戶",
    ),
    (
        Meaning::SignOut,
        "en log out, logout, log off, sign out, signout, sign off
         de abmelden, ausloggen, abmeldung
         fr deconnexion, deconnecter, se deconnecter
         es cerrar sesion, salir|
         it disconnetti, esci|, uscire|
         pt terminar sessao, sair|, encerrar sessao
         nl afmelden, uitloggen
         pl wyloguj, wylogowa
         ja ログアウト, サインアウト
         zh 退出, 注销, 登出",
    ),
    (
        Meaning::Destructive,
        "en delete, remove, destroy, deactivate, revoke, erase, close account, close my account, close your account, purge, transfer,
         en pay|, pay now, payment, purchase, buy|, place order, reset password, reset your password, reset my password,
         en change password, change your password, forgot password, forgot your password, disconnect, unlink
         de loschen, entfernen, deaktivier, widerruf, kaufen, bezahlen, passwort zurucksetzen, passwort andern
         fr supprimer, suppression, effacer, desactiver, revoquer, payer, reinitializer
         es eliminar, borrar, desactivar, revocar, pagar, restablecer
         it elimina, cancella account, cancella il, disattiva, revoca, paga|, reimposta
         pt excluir, apagar, remover, desativar, revogar, pagar, redefinir
         nl verwijder, deactiver, intrekken, betalen, wachtwoord wijzigen
         pl usun, dezaktywuj, cofnij dostep, zaplac, zresetuj
         ja 削除, 退会, 支払, 再設定
         zh 删除, 刪除, 注销账, 撤销, 移除, 支付, 重置密码",
    ),
    (
        Meaning::Search,
        "en search, find|
         de suche, suchen
         fr recherch, chercher
         es buscar, busqueda
         it cerca|, ricerca
         pt pesquis, busca|
         nl zoek
         pl szuk, wyszuk
         ja 検索
         zh 搜索, 搜尋",
    ),
    (
        Meaning::Subscribe,
        "en subscribe, newsletter, mailing list, feedback, contact us, keep me posted, stay up to date
         de abonnier, auf dem laufenden
         fr abonner, s'abonner, lettre d'information
         es suscri, boletin
         it abbonati, iscrizione alla
         pt assinar, inscrever
         nl abonneer, nieuwsbrief
         pl subskry, zapisz sie
         ja 購読, メールマガジン, メルマガ
         zh 订阅, 訂閱",
    ),
    (
        Meaning::Cookies,
        "en cookie, tracking, gdpr
         de dsgvo, datenschutzeinstellungen
         fr rgpd, temoins de connexion
         es rastreo
         it tracciamento
         pt rastreamento
         nl volgtechnieken
         pl ciasteczk
         ja クッキー
         zh 隐私设置",
    ),
    (
        Meaning::Access,
        "en authoriz, authoris, permission, would like to, wants to, wants access, is requesting, requests access, requested access,
         en access to your, access your, grant access, consent, scope, third-party, allow access, application
         de zugriff, berechtigung, mochte auf, einwilligung, anwendung, autorisier
         fr autoris, acces a, accede a, souhaite acceder
         es permiso, autoriz, solicita acceso, quiere acceder, desea acceder
         it autorizz, permess, richiede l'accesso, vuole accedere
         pt autoriz, permissao, permissoes, deseja acessar, quer acessar, solicita
         nl toestemming, toegang, machtig
         pl dostep, uprawnien, zgod, aplikacja
         ja アクセス, 権限, 許可, 連携
         zh 授权, 授權, 权限, 權限, 访问, 存取",
    ),
    (
        Meaning::Accounts,
        "en choose an account, choose account, select an account, select account, pick an account, choose your account, which account,
         en use another account, continue as, not you
         de konto auswahlen, konto wahlen, anderes konto
         fr choisir un compte, choisissez un compte, selectionner un compte, selectionnez un compte, autre compte
         es elige una cuenta, selecciona una cuenta, elegir una cuenta, otra cuenta
         it scegli un account, seleziona un account, altro account
         pt escolha uma conta, selecione uma conta, outra conta
         nl kies een account, ander account
         pl wybierz konto, inne konto
         ja アカウントの選択, アカウントを選択
         zh 选择账号, 选择帐号, 选择帐户, 选择一个帐户, 選擇帳戶, 选择账户",
    ),
    (
        Meaning::Code,
        "en verification code, security code, one-time, one time, authenticator, two-factor, 2-step, two-step, 2fa, mfa, otp, passcode,
         en authentication code, 6-digit, six-digit
         de bestatigungscode, sicherheitscode, einmalcode, einmalpasswort, zwei-faktor
         fr code de verification, code de securite, code a usage unique, a deux facteurs
         es codigo de verificacion, codigo de seguridad, dos pasos, dos factores
         it codice di verifica, codice di sicurezza, due fattori
         pt codigo de verificacao, codigo de seguranca, duas etapas
         nl verificatiecode, beveiligingscode, tweestaps
         pl kod weryfikacyjny, kod jednorazowy, dwuetapow
         ja 認証コード, 確認コード, ワンタイム, 二段階, 2段階
         zh 验证码, 驗證碼, 两步验证, 动态口令",
    ),
    (
        Meaning::User,
        "en user name, username, user id, userid, user|, login, log-in, e-mail, email, mail address, account name, identifier|, phone number
         de benutzer, nutzername, anmeldename, kennung
         fr utilisateur, identifiant, adresse mail, courriel
         es usuario, correo
         it utente, indirizzo
         pt usuario, utilizador
         nl gebruiker
         pl uzytkownik, adres e-mail
         ja ユーザ, メール, アカウント名
         zh 用户, 用戶, 帐号, 账号, 帳號, 邮箱, 郵箱, 电子邮件, 電子郵件, 手机",
    ),
    (
        Meaning::Secondary,
        "en forgot, resend, send again, send code, send a code, send new, get code, get a code, didn't, help|, language, back|, use a different, try another, switch, passkey, more info, learn more
         de vergessen, erneut senden, sprache, zuruck|, hilfe
         fr oublie, renvoyer, langue|, aide|, retour
         es olvid, reenviar, idioma, ayuda, volver
         it dimenticat, rinvia, invia di nuovo, lingua|, aiuto, indietro
         pt esqueceu, reenviar, idioma, ajuda, voltar
         nl vergeten, opnieuw, taal|, terug
         pl zapomnia, wyslij ponownie, jezyk, pomoc, wstecz
         ja 忘れ, 再送, 言語, ヘルプ, 戻る
         zh 忘记, 忘記, 重新发送, 获取验证码, 发送验证码, 语言, 語言, 帮助, 返回",
    ),
    (
        Meaning::Captcha,
        "en captcha, not a robot, are human, are a human, human verification, characters you see, verify you
         de kein roboter, sicherheitsabfrage
         fr pas un robot
         es no soy un robot
         it non sono un robot
         pt nao sou um robo
         nl geen robot
         pl nie jestem robotem
         ja ロボットではありません
         zh 人机验证, 我不是机器人",
    ),
    (
        Meaning::Terms,
        "en terms of, terms and conditions, the terms, our terms, privacy policy, user agreement, license agreement
         de nutzungsbedingungen, geschaftsbedingungen, agb|, datenschutzerklarung
         fr conditions d'utilization, conditions generales, politique de confidentialite
         es terminos y condiciones, terminos de, condiciones de uso, politica de privacidad
         it termini e condizioni, termini di, condizioni d'uso, informativa sulla privacy
         pt termos de, termos e condicoes, politica de privacidade
         nl voorwaarden, privacybeleid
         pl regulamin, warunki korzystania, polityka prywatnosci
         ja 利用規約, プライバシーポリシー
         zh 服务条款, 使用条款, 隐私政策, 服務條款",
    ),
    (
        Meaning::StaySignedIn,
        "en stay signed in, stay logged in, keep me signed in, remember this device, trust this
         de angemeldet bleiben, eingeloggt bleiben
         fr rester connecte
         es mantener la sesion, mantener sesion, permanecer conectado
         it rimanere connesso, resta connesso, mantieni l'accesso
         pt manter conectado, continuar conectado, permanecer conectado
         nl aangemeld blijven, ingelogd blijven
         pl pozostan zalogowan, nie wylogowuj
         ja サインインの状態を維持, ログイン状態を保持, ログインしたまま
         zh 保持登录, 保持登入",
    ),
    (
        Meaning::Confirm,
        "en confirm, submit, save
         de bestatig, speichern
         fr confirmer, valider
         es confirmar, guardar
         it conferma, salva
         pt confirmar, salvar
         nl bevestigen, opslaan
         pl potwierdz, zapisz|
         ja 確認, 確定
         zh 确认, 確認, 确定, 確定",
    ),
    (
        Meaning::Password,
        "en password
         de passwort, kennwort
         fr mot de passe
         es contrasena
         it password
         pt senha, palavra-passe
         nl wachtwoord
         pl hasl
         ja パスワード
         zh 密码, 密碼",
    ),
    (
        Meaning::NewPassword,
        "en new password, choose a password, choose password, choose your password, create a password, create password, create your password,
         en set a password, set password, set your password, pick a password, password new
         de neues passwort, neues kennwort, passwort wahlen, passwort festlegen, kennwort festlegen
         fr nouveau mot de passe, choisir un mot de passe, choisissez un mot de passe, creer un mot de passe, creez un mot de passe
         es nueva contrasena, elige una contrasena, crea una contrasena, crear una contrasena
         it nuova password, scegli una password, crea una password
         pt nova senha, nova palavra-passe, escolha uma senha, crie uma senha, criar senha
         nl nieuw wachtwoord, kies een wachtwoord
         pl nowe haslo, wybierz haslo, utworz haslo
         ja 新しいパスワード, パスワードを設定, パスワードの設定
         zh 新密码, 新密碼, 设置密码, 設定密碼, 创建密码",
    ),
    (
        Meaning::ExistingAccount,
        "en welcome back, have an account, returning, existing customer, existing user, already registered
         de willkommen zuruck, bereits registriert, bestandskund
         fr bon retour, deja client, deja inscrit
         es bienvenido de nuevo, ya tengo cuenta, ya tienes cuenta
         it bentornat, gia registrat
         pt bem-vindo de volta, ja tem conta, ja tenho conta
         nl welkom terug, al een account, bestaande klant
         pl witaj ponownie, masz juz konto
         ja おかえりなさい, 会員の方
         zh 欢迎回来, 歡迎回來, 已有账号, 已有帳號",
    ),
    (
        Meaning::OtherMethod,
        "en with|, via|, using|, by sms, by text, by phone
         de mit|, uber|, per|
         fr avec|, via|, par sms
         es con|, por sms
         it con|, tramite
         pt com|, por sms
         nl met|, via|
         pl przez|, za pomoca, przy uzyciu
         ja でログイン, でサインイン, で続行, で続ける
         zh 使用, 通过, 透過",
    ),
    (
        Meaning::Verify,
        "en verify|, validate|, submit code, check code, enter code
         de prufen|, uberprufen|, verifizieren|
         fr verifier|
         es verificar|, comprobar|
         it verifica|
         pt verificar|
         nl controleren|, verifieren|
         pl zweryfikuj, sprawdz
         ja 検証, 認証する
         zh 验证|, 驗證|",
    ),
    (
        Meaning::Wants,
        "en wants to access, would like to, wants to|, wants access, is requesting, requests access, requested access, requests permission,
         en access to your, access your, grant access, allow access, give access, third-party, consent to
         de mochte auf, zugriff auf, mochte zugriff, bittet um zugriff
         fr acces a, accede a, souhaite acceder, demande l'acces
         es solicita acceso, quiere acceder, desea acceder, acceder a tu, acceso a tu
         it richiede l'accesso, vuole accedere, accedere ai tuoi, accesso ai tuoi
         pt deseja acessar, quer acessar, solicita acesso, solicita
         nl toegang tot, wil toegang, vraagt toegang
         pl chce uzyskac dostep, prosi o dostep, dostep do
         ja アクセスを要求, アクセスを求め, へのアクセス, にアクセス, 連携
         zh 请求访问, 想要访问, 请求授权, 申请访问, 将获得, 授权访问, 請求存取, 想要存取",
    ),
    (
        Meaning::Complaint,
        "en incorrect, wrong, locked, blocked, disabled, suspended, try again, too many, does not match, didn't match, not recognized
         de falsch, gesperrt, erneut versuchen, zu viele, stimmt nicht, unbekannt
         fr incorrect, bloque, verrouille, reessayer, trop de
         es incorrect, bloquead, intentalo de nuevo, demasiados
         it errat, non corrett, bloccat, riprova, troppi
         pt incorret, bloquead, tente novamente, muitas tentativas
         nl onjuist, verkeerd, geblokkeerd, probeer het opnieuw, te veel
         pl niepoprawn, zablokowan, sprobuj ponownie, zbyt wiele
         ja 間違, 正しくありません, ロックされ, もう一度
         zh 不正确, 不正確, 被锁定, 重试, 重試",
    ),
];
