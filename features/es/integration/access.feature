# language: es
# Generado con «interop translate» a partir de features/integration/access.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@DICOMweb
Característica: El archivo atiende por la web a quien demuestra quién es, y le muestra lo suyo
  Detrás de un navegador puede estar cualquiera, y la dirección de un archivo pronto se sabe.
  Una puerta que cualquiera abre muestra todos los pacientes; una que no se abre a nadie para la sala.

  Regla: Se atiende a quien demuestra quién es

    @TC-ACC-001 @shall @positive
    Esquema del escenario: Se atiende a alguien con "<credenciales>"
      Dado que el sistema "PACS" pide "<manera>" a quien lo llama por la web
      Cuando alguien con "<credenciales>" busca en el sistema "PACS" por la web
      Entonces el sistema "PACS" atiende por la web a quien llama

      Ejemplos:
        | manera               | credenciales                      |
        | usuario y contraseña | contraseña correcta               |
        | token                | token correcto                    |
        | OpenID Connect       | token por credenciales de cliente |
        | OpenID Connect       | token por código de autorización  |

    @TC-ACC-002 @should @positive
    Escenario: El proveedor cambia su clave mientras el archivo trabaja
      Dado que el sistema "PACS" pide "OpenID Connect" a quien lo llama por la web
      Cuando alguien con "token por credenciales de cliente" busca en el sistema "PACS" por la web
      Y el proveedor de OpenID del sistema "PACS" cambia su clave
      Y alguien con "token por credenciales de cliente" busca en el sistema "PACS" por la web
      Entonces el sistema "PACS" atiende por la web a quien llama
      Cuando alguien con un token de la clave anterior busca en el sistema "PACS" por la web
      Entonces el sistema "PACS" rechaza por la web a quien llama

  Regla: A nadie más

    @TC-ACC-003 @shall @negative
    Esquema del escenario: Se rechaza a alguien con "<credenciales>" donde se pide "<manera>"
      Dado que el sistema "PACS" pide "<manera>" a quien lo llama por la web
      Cuando alguien con "<credenciales>" busca en el sistema "PACS" por la web
      Entonces el sistema "PACS" rechaza por la web a quien llama

      Ejemplos:
        | manera               | credenciales          |
        | usuario y contraseña | contraseña equivocada |
        | usuario y contraseña | usuario desconocido   |
        | token                | token equivocado      |

    @TC-ACC-004 @shall @negative
    Esquema del escenario: Se rechaza a alguien con "<credenciales>" en vez de un token bueno
      Dado que el sistema "PACS" pide "OpenID Connect" a quien lo llama por la web
      Cuando alguien con "<credenciales>" busca en el sistema "PACS" por la web
      Entonces el sistema "PACS" rechaza por la web a quien llama

      Ejemplos:
        | credenciales             |
        | token caducado           |
        | token aún no válido      |
        | token para otro servicio |
        | token de otro proveedor  |
        | token firmado por otro   |
        | token sin firma          |

    @TC-ACC-005 @shall @negative
    Esquema del escenario: A quien no dice quién es se le rechaza y se le dice cómo llamar: "<manera>"
      Dado que el sistema "PACS" pide "<manera>" a quien lo llama por la web
      Cuando alguien con "nada" busca en el sistema "PACS" por la web
      Entonces el sistema "PACS" rechaza por la web a quien llama
      Y el sistema "PACS" dice cómo quiere que se lo llame por la web

      Ejemplos:
        | manera               |
        | usuario y contraseña |
        | token                |
        | OpenID Connect       |

    @TC-ACC-006 @shall @negative
    Escenario: Un código de autorización no vale nada para quien lo tomó de otro
      Dado que el sistema "PACS" pide "OpenID Connect" a quien lo llama por la web
      Cuando alguien que tomó el código de autorización de otro pide un token al proveedor de OpenID del sistema "PACS"
      Entonces el proveedor de OpenID del sistema "PACS" no da ningún token

  Regla: Cada uno hace lo que puede, en su hospital

    @TC-ACC-007 @shall @positive
    Escenario: Un usuario encuentra las exploraciones de su hospital
      Dado que el sistema "PACS" pide "usuario y contraseña" a quien lo llama por la web
      Y la exploración "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Cuando un usuario de este hospital busca por la web la exploración "Radiografía de tórax" de la paciente "Ana Torres"
      Entonces la búsqueda por la web encuentra 1 estudio

    @TC-ACC-008 @shall @negative
    Escenario: Un usuario no ve nada de otro hospital
      Dado que el sistema "PACS" pide "usuario y contraseña" a quien lo llama por la web
      Y la exploración "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Cuando un usuario de otro hospital busca por la web la exploración "Radiografía de tórax" de la paciente "Ana Torres" y la pide
      Entonces el sistema "PACS" no muestra ni da nada al usuario de otro hospital

    @TC-ACC-011 @shall @negative
    Escenario: Quien sólo puede mirar no guarda nada
      Dado que el sistema "PACS" pide "usuario y contraseña" a quien lo llama por la web
      Y la exploración "Radiografía de tórax" de la paciente "Ana Torres" está programada en el equipo "DX_1"
      Cuando un usuario que sólo puede mirar envía por la web la exploración "Radiografía de tórax" de la paciente "Ana Torres" del equipo "DX_1"
      Entonces el sistema "PACS" lo rechaza por la web y no tiene ninguna imagen de la exploración "Radiografía de tórax" de la paciente "Ana Torres"

  Regla: Nadie entra adivinando

    @TC-ACC-009 @shall @negative
    Escenario: Una cuenta cuya contraseña se adivina se bloquea
      Dado que el sistema "PACS" pide "usuario y contraseña" a quien lo llama por la web
      Cuando alguien adivina contraseñas de una cuenta del sistema "PACS" por la web, y luego sabe la buena
      Entonces el sistema "PACS" ha bloqueado la cuenta, y atiende a otros por la web

    @TC-ACC-010 @shall @negative
    Escenario: Ninguna cuenta es la de fábrica
      Dado que el sistema "PACS" pide "usuario y contraseña" a quien lo llama por la web
      Cuando alguien prueba por la web en el sistema "PACS" las cuentas con las que se entregan los archivos
      Entonces el sistema "PACS" rechaza por la web a quien llama
