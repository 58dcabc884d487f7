# language: es
# Generado con «interop translate» a partir de features/integration/tls.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@TLS
Característica: Entre sistemas, nadie escucha y nadie habla con el nombre de otro
  Una conexión sin cifrar muestra todos los pacientes a quien enchufe un cable.
  Un sistema que no mira los certificados habla con cualquiera y cree a cualquiera.

  Regla: Un puerto seguro atiende a quien muestra un certificado válido, y a nadie más

    @TC-TLS-001 @shall @positive
    Esquema del escenario: "<system>" atiende a un equipo con un certificado válido
      Dado que el sistema "<system>" tiene un puerto seguro
      Cuando un equipo se conecta al puerto seguro del sistema "<system>" con el certificado "válido"
      Entonces el sistema "<system>" atiende la conexión
      Y nadie puede colarse en una conexión renegociada del sistema "<system>"

      Ejemplos:
        | system |
        | PACS   |
        | RIS    |

    @TC-TLS-002 @shall @negative
    Esquema del escenario: "<system>" rechaza un equipo con el certificado "<certificado>"
      Dado que el sistema "<system>" tiene un puerto seguro
      Cuando un equipo se conecta al puerto seguro del sistema "<system>" con el certificado "<certificado>"
      Entonces el sistema "<system>" rechaza la conexión

      Ejemplos:
        | system | certificado              |
        | PACS   | caducado                 |
        | PACS   | aún no válido            |
        | PACS   | de autoridad desconocida |
        | PACS   | revocado                 |
        | PACS   | ninguno                  |
        | RIS    | caducado                 |
        | RIS    | aún no válido            |
        | RIS    | de autoridad desconocida |
        | RIS    | revocado                 |
        | RIS    | ninguno                  |

    @TC-TLS-003 @shall @negative
    Esquema del escenario: "<system>" no dice nada sin cifrar en su puerto seguro
      Dado que el sistema "<system>" tiene un puerto seguro
      Cuando un equipo se conecta sin cifrado al puerto seguro del sistema "<system>"
      Entonces el sistema "<system>" rechaza la conexión

      Ejemplos:
        | system |
        | PACS   |
        | RIS    |

    @TC-TLS-004 @shall @negative
    Esquema del escenario: Un equipo que cifra no daña el puerto abierto: "<system>"
      Dado que el sistema "<system>" tiene un puerto seguro
      Cuando un equipo se conecta con cifrado al puerto abierto del sistema "<system>"
      Entonces el sistema "<system>" rechaza la conexión
      Y el sistema "<system>" sigue atendiendo su puerto abierto

      Ejemplos:
        | system |
        | PACS   |
        | RIS    |

  Regla: Lo que se acuerda es fuerte y vale hasta el final

    @DICOM.PS3.15.B.10 @TC-TLS-005 @shall @negative
    Esquema del escenario: "<system>" no acepta "<oferta>"
      Dado que el sistema "<system>" tiene un puerto seguro
      Cuando un equipo ofrece sólo "<oferta>" al puerto seguro del sistema "<system>"
      Entonces el sistema "<system>" rechaza la conexión

      Ejemplos:
        | system | oferta  |
        | PACS   | TLS 1.0 |
        | PACS   | TLS 1.1 |
        | RIS    | TLS 1.0 |
        | RIS    | TLS 1.1 |

    @TC-TLS-006 @shall @negative
    Esquema del escenario: "<system>" no acepta la protección débil "<oferta>"
      Dado que el sistema "<system>" tiene un puerto seguro
      Cuando un equipo ofrece sólo "<oferta>" al puerto seguro del sistema "<system>"
      Entonces el sistema "<system>" rechaza la conexión

      Ejemplos:
        | system | oferta                |
        | PACS   | sin cifrado           |
        | PACS   | RC4                   |
        | PACS   | claves de exportación |
        | PACS   | DES                   |
        | RIS    | sin cifrado           |
        | RIS    | RC4                   |
        | RIS    | claves de exportación |
        | RIS    | DES                   |

    @RAD-8 @TC-TLS-007 @shall @negative
    Escenario: Una conexión segura que se interrumpe no deja media imagen en el archivo
      Dado que el sistema "PACS" tiene un puerto seguro
      Y el paciente "Luis Mba" consta en admisión
      Y la exploración "Radiografía de tórax" del paciente "Luis Mba" está programada en el equipo "DX_1"
      Cuando la conexión segura del equipo "DX_1" con el sistema "PACS" se interrumpe dentro de una imagen de la exploración "Radiografía de tórax" del paciente "Luis Mba"
      Entonces el número de imágenes de la exploración "Radiografía de tórax" del paciente "Luis Mba" en el sistema "PACS" es 0
      Y el sistema "PACS" atiende a quien se conecta después

    @RAD-2 @TC-TLS-012 @shall @negative
    Escenario: Una conexión segura que se interrumpe no deja media solicitud en el RIS
      Dado que el sistema "RIS" tiene un puerto seguro
      Y el paciente "Luis Mba" consta en admisión
      Cuando la conexión segura del servicio solicitante con el sistema "RIS" se interrumpe antes del final de una solicitud para el paciente "Luis Mba"
      Entonces el número de entradas del paciente "Luis Mba" en la lista de trabajo del equipo "CT_ER1" es 0
      Y el sistema "RIS" atiende a quien se conecta después

    @TC-TLS-008 @should @positive
    Escenario: El archivo recibe un certificado nuevo mientras los equipos trabajan
      Dado que el sistema "PACS" tiene un puerto seguro
      Cuando el sistema "PACS" recibe un certificado nuevo mientras un equipo está conectado a su puerto seguro
      Entonces el sistema "PACS" sigue atendiendo al equipo conectado
      Y el siguiente equipo ve el certificado nuevo del sistema "PACS"
